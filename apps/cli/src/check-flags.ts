import { InvalidArgumentError, Option, type Command } from 'commander';
import { KNOWN_GATES, RepositoryName, Stage, type GateName } from '@quality-gates/contract';
import type { Subject } from './candidate.js';
import type { SandboxWish } from './coordinators/coordinator.js';
import { FORMAT_NAMES, type FormatName } from './formats/index.js';
import { usageError } from './usage-error.js';

/** What `check` was asked, without contradictions. */
export interface CheckFlags {
  repo?: string;
  subject: Subject;
  base?: string;
  stage?: Stage;
  gates?: GateName[];
  coordinator?: string;
  /** The name that the coordinator has for the repository. */
  repository?: string;
  format: FormatName;
  output?: string;
  record: boolean;
  sandbox: SandboxWish;
  quiet: boolean;
}

const SANDBOXES: readonly SandboxWish[] = ['auto', 'none', 'bubblewrap'];

/** Declares the options of `check`. */
export function addCheckOptions(command: Command): Command {
  return command
    .option('--repo <dir>', 'a directory inside the repository (default: the current one)')
    .option('--staged', 'judge what is staged')
    .option('--worktree', 'judge the work tree, with what is new and not ignored')
    .option('--commit <rev>', 'judge a commit')
    .option('--base <rev>', 'judge against this commit (default: where the change left the default branch)')
    .addOption(
      new Option(
        '--stage <stage>',
        'which gates the policy asks for (default: post-commit for --commit)',
      ).choices(Stage.options),
    )
    .addOption(
      new Option('--gates <names>', `only these, comma-separated: ${KNOWN_GATES.join(', ')}`).argParser(
        gateNames,
      ),
    )
    .addOption(
      new Option(
        '--coordinator <url>',
        'ask this service instead of judging here; its token is in QG_TOKEN',
      ).argParser(httpUrl),
    )
    .addOption(
      new Option(
        '--repository <name>',
        'with --coordinator: judge in the repository that it has registered so; what it lacks is sent',
      ).argParser(repositoryName),
    )
    .addOption(
      new Option('--format <format>', 'the form of the answer').choices(FORMAT_NAMES).default('pretty'),
    )
    .option('--output <file>', 'write the answer to a file instead of standard output')
    .option('--no-record', 'neither use nor keep earlier answers')
    .addOption(
      new Option('--sandbox <kind>', 'how tools are contained; auto: bubblewrap where it works, else none')
        .choices(SANDBOXES)
        .default('auto'),
    )
    .option('--quiet', 'no progress on standard error');
}

/** What commander makes of the options above. */
interface RawFlags extends Omit<CheckFlags, 'subject' | 'quiet'> {
  staged?: true;
  worktree?: true;
  commit?: string;
  quiet?: true;
}

/** Reads the options of a parsed command. @throws InvalidRequestError for contradictory ones */
export function readCheckFlags(command: Command): CheckFlags {
  const { staged, worktree, commit, quiet, ...flags } = command.opts<RawFlags>();
  if ([staged, worktree, commit].filter((given) => given !== undefined).length > 1) {
    throw usageError('--staged, --worktree and --commit contradict each other.', 'Give only one of them.');
  }
  if (flags.coordinator !== undefined) {
    if (command.getOptionValueSource('sandbox') === 'cli') {
      throw usageError(
        '--sandbox says nothing to a --coordinator, which has its own.',
        'Leave one of them out.',
      );
    }
    if (!flags.record) {
      throw usageError(
        '--no-record says nothing to a --coordinator, which keeps its own.',
        'Leave one of them out.',
      );
    }
  }
  if (flags.repository !== undefined && flags.coordinator === undefined) {
    throw usageError(
      '--repository names what a coordinator has registered, and none is given.',
      'Give --coordinator URL too; --repo DIR says where the change is.',
    );
  }
  const subject: Subject =
    commit === undefined
      ? { kind: staged ? 'index' : worktree ? 'worktree' : 'auto' }
      : { kind: 'commit', revision: commit };
  return { ...flags, subject, quiet: quiet ?? false };
}

function gateNames(text: string): GateName[] {
  const names = text.split(',').map((name) => name.trim());
  const known: readonly string[] = KNOWN_GATES;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(
      `${JSON.stringify(unknown)} is no gate. Choose from ${KNOWN_GATES.join(', ')}, separated by commas.`,
    );
  }
  return [...new Set(names)];
}

function repositoryName(text: string): string {
  if (RepositoryName.safeParse(text).success) return text;
  throw new InvalidArgumentError(
    'Give the name under which the coordinator has registered the repository: letters, digits, "_", "." and "-".',
  );
}

function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new InvalidArgumentError(
      'Give an http or https URL without credentials, e.g. http://127.0.0.1:3500; the token belongs in QG_TOKEN.',
    );
  }
  return text;
}
