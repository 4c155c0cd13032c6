import { isQualityGatesError } from '@quality-gates/contract';
import { createCoordinatorApp, type CoordinatorApp } from './app.js';
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
  const withStdin = args.includes(STOP_WITH_STDIN);
  const argument = args.find((one) => one !== STOP_WITH_STDIN);
  if (argument === '--help' || argument === '-h') return say(process.stdout, helpText(), EXIT.stopped);
  if (argument === '--version') return say(process.stdout, `${VERSION}\n`, EXIT.stopped);
  if (argument !== undefined) {
    return say(process.stderr, `There is no argument ${JSON.stringify(argument)}. See --help.\n`, EXIT.usage);
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
