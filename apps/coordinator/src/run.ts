import { isQualityGatesError } from '@quality-gates/contract';
import { createCoordinatorApp, type CoordinatorApp } from './app.js';
import { tokenCommand } from './authority/token-command.js';
import { helpText } from './config/help.js';
import { loadConfig } from './config/load-config.js';
import { SETTINGS } from './config/settings.js';
import { untilStopped } from './until-stopped.js';
import { VERSION } from './version.js';

type Environment = Readonly<Record<string, string | undefined>>;

const EXIT = { stopped: 0, failed: 1, usage: 64, configuration: 78 } as const;

/** For a parent that gives a pipe as standard input: however the parent ends, the service stops too. */
const STOP_WITH_STDIN = '--stop-with-stdin';

/** Runs the service until it is asked to stop. @returns the exit code */
export async function run(args: readonly string[], environment: Environment): Promise<number> {
  const [command, ...rest] = args.filter((one) => one !== STOP_WITH_STDIN);
  if (command === 'token') {
    const { out, err, exitCode } = tokenCommand(rest);
    say(process.stderr, err, exitCode);
    return say(process.stdout, out, exitCode);
  }
  const withStdin = args.includes(STOP_WITH_STDIN);
  if (command === '--help' || command === '-h') return say(process.stdout, helpText(), EXIT.stopped);
  if (command === '--version') return say(process.stdout, `${VERSION}\n`, EXIT.stopped);
  if (command !== undefined) {
    return say(process.stderr, `There is no argument ${JSON.stringify(command)}. See --help.\n`, EXIT.usage);
  }
  let app: CoordinatorApp;
  try {
    app = await createCoordinatorApp(loadConfig(environment));
  } catch (error) {
    if (!isQualityGatesError(error) || error.code !== 'configuration-invalid') throw error;
    return say(process.stderr, `${error.message}\n`, EXIT.configuration);
  }
  const unknown = Object.keys(environment).filter((name) => name.startsWith('QG_') && !(name in SETTINGS));
  if (unknown.length > 0) app.logger.warn({ unknown }, 'settings that do not exist; see --help');

  const stopped = untilStopped(withStdin);
  // Without a file of tokens the signal keeps its meaning: the terminal is gone, and so is the process.
  if (environment.QG_TOKENS_FILE) process.on('SIGHUP', () => app.reloadTokens());
  let url: string;
  try {
    url = await app.listen();
  } catch (error) {
    await app.close();
    return say(
      process.stderr,
      `Cannot listen: ${error instanceof Error ? error.message : String(error)}\n`,
      EXIT.failed,
    );
  }
  say(process.stdout, `${JSON.stringify({ event: 'listening', url })}\n`, EXIT.stopped);
  app.logger.info({ signal: await stopped }, 'shutting down');
  await app.close();
  return EXIT.stopped;
}

function say(stream: NodeJS.WriteStream, text: string, exitCode: number): number {
  stream.write(text);
  return exitCode;
}
