#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { runCli } from './cli.js';
import { exitCodeOfSignal } from './exit-codes.js';
import { listenForSignals } from './interruption.js';
import { ignoreGoneReaders, write, type Terminal } from './terminal.js';
import { VERSION } from './version.js';

const terminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  directory: process.cwd(),
};
ignoreGoneReaders(terminal);

process.exitCode = await runCli(process.argv.slice(2), {
  terminal,
  version: VERSION,
  commands: {
    async check(flags) {
      const interruption = listenForSignals(process);
      const [{ check }, { openCoordinator }, { openRepository }] = await Promise.all([
        import('./commands/check.js'),
        import('./coordinators/open.js'),
        import('@quality-gates/git'),
      ]);
      try {
        const exitCode = await check(flags, terminal, interruption.signal, {
          openRepository,
          openCoordinator,
        });
        return interruption.received ? exitCodeOfSignal(interruption.received) : exitCode;
      } catch (error) {
        if (interruption.received === undefined) throw error;
        await write(terminal.stderr, `ended by ${interruption.received}, nothing was judged\n`);
        return exitCodeOfSignal(interruption.received);
      } finally {
        interruption.stop();
      }
    },
    async serve(args) {
      const { serve } = await import('./commands/serve.js');
      return serve(fileURLToPath(import.meta.resolve('@quality-gates/coordinator/main')), args);
    },
  },
});

// What a library left open must not hold the answer back once both streams have taken everything.
await Promise.all([write(process.stdout, ''), write(process.stderr, '')]);
process.exit();
