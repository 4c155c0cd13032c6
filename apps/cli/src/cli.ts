import { Command, CommanderError } from 'commander';
import { isQualityGatesError } from '@quality-gates/contract';
import { addCheckOptions, readCheckFlags, type CheckFlags } from './check-flags.js';
import { EXIT, EXIT_CODES_HELP, exitCodeOfError } from './exit-codes.js';
import { printable } from './printable.js';
import { colorsFor, widthOf, type Terminal } from './terminal.js';

/** What the commands do; each answers with an exit code. */
export interface Commands {
  check(flags: CheckFlags): Promise<number>;
  serve(args: readonly string[]): Promise<number>;
}

const CHECK_EXAMPLES = `
${EXIT_CODES_HELP}

Examples:
  quality-gates check                          what is staged, else the work tree
  quality-gates check --commit HEAD --base main
  quality-gates check --staged --format agent --quiet
  quality-gates check --format sarif --output report.sarif
  quality-gates check --coordinator http://ci:3500 --repository shop

Environment: QG_TOKEN (for --coordinator), QG_RECORD_DIRECTORY (where earlier answers
are kept), NO_COLOR, FORCE_COLOR.`;

const SERVE_HELP = `
The coordinator is configured by its environment, as told below. It stops in an
orderly way on SIGINT and SIGTERM, and its exit code is that of this command.

Example:
  QG_ROOTS=/srv/git quality-gates serve
`;

/** Parses the command line and runs what it asks for. Every way out is an exit code. */
export async function runCli(
  args: readonly string[],
  { terminal, commands, version }: { terminal: Terminal; commands: Commands; version: string },
): Promise<number> {
  let exitCode: number = EXIT.usage;
  const { stdout, stderr } = terminal;
  const program = new Command('quality-gates')
    .description(
      'Judges whether a change may be committed and landed: typecheck, lint, tests, coverage, build.',
    )
    .version(version, '-V, --version')
    .exitOverride()
    .showHelpAfterError('See `quality-gates --help`.')
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      getOutHelpWidth: () => widthOf(stdout),
      getErrHelpWidth: () => widthOf(stderr),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', `\n${EXIT_CODES_HELP}\n\nExample:\n  quality-gates check --staged`);

  addCheckOptions(program.command('check').description('judge a change'))
    .showHelpAfterError('See `quality-gates check --help`.')
    .addHelpText('after', CHECK_EXAMPLES)
    .action(async (_options, command: Command) => {
      exitCode = await commands.check(readCheckFlags(command));
    });

  program
    .command('serve')
    .description('start the coordinator that answers checks over HTTP')
    .argument('[arguments...]', 'for the coordinator')
    .helpOption(false)
    .option('-h, --help', 'display this help and that of the coordinator')
    .allowUnknownOption()
    .action(async (given: string[], { help }: { help?: true }, command: Command) => {
      if (help) stdout.write(`${command.helpInformation()}${SERVE_HELP}\n`);
      exitCode = await commands.serve(help ? ['--help'] : given);
    });

  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
    const colors = colorsFor(stderr, terminal.env);
    stderr.write(`${colors.red('error:')} ${printable(textOf(error))}\n`);
    return isQualityGatesError(error) ? exitCodeOfError(error.code) : EXIT.inconclusive;
  }
}

/** One of ours names its cause and its mend; of anything else the stack is needed to find the defect. */
function textOf(error: unknown): string {
  if (isQualityGatesError(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
