#!/usr/bin/env node
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { isQualityGatesError } from '@quality-gates/nestjs';
import { openScreen } from './demo/printing/screen.js';
import { runDemo } from './demo/run-demo.js';

const HELP = `Plays the story of three agents whose changes pass through quality gates.

Usage: npm run demo -- [--http] [--keep]

  --http   through a coordinator process, over HTTP, instead of the engine in this process
  --keep   leave the repository and what is held in the temporary directory and say where it is
  --help   this text

Exit codes: 0 the story went as told, 1 it did not, 64 bad usage, 130 interrupted.
`;

const EXIT = { asTold: 0, notAsTold: 1, usage: 64, interrupted: 130 } as const;

process.exitCode = await main();

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) return EXIT.usage;
  if (options.help) {
    process.stdout.write(HELP);
    return EXIT.asTold;
  }
  const interruption = new AbortController();
  const screen = openScreen(process.stdout);
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      screen.say('', '  Interrupted: ending what runs and removing the repository.');
      interruption.abort();
    });
  }
  try {
    const asTold = await runDemo(screen, { ...options, signal: interruption.signal });
    return asTold ? EXIT.asTold : EXIT.notAsTold;
  } catch (error) {
    if (interruption.signal.aborted) return EXIT.interrupted;
    console.error(isQualityGatesError(error) ? error.message : error);
    return EXIT.notAsTold;
  }
}

function readOptions() {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({ options: { http: flag, keep: flag, help: { ...flag, short: 'h' } } }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return undefined;
  }
}
