import { resolve } from 'node:path';
import { checkIdOf, issuesOf, QualityGatesError, Verdict, type CheckRequest } from '@quality-gates/contract';
import type { openRepository } from '@quality-gates/git';
import { resolveCandidate, type AskedCandidate } from '../candidate.js';
import type { CheckFlags } from '../check-flags.js';
import type { openCoordinator } from '../coordinators/open.js';
import { exitCodeOfOutcome } from '../exit-codes.js';
import { FORMATS } from '../formats/index.js';
import { openReport } from '../report.js';
import { progressOn } from '../progress/index.js';
import { colorsFor, widthOf, write, type Terminal } from '../terminal.js';

/** What a check is made with; loaded when the check begins. */
export interface CheckTools {
  openRepository: typeof openRepository;
  openCoordinator: typeof openCoordinator;
}

/**
 * Judges one candidate: fixes its tree, asks a coordinator, writes the report.
 *
 * @returns the exit code that the outcome stands for
 * @throws QualityGatesError where the question is wrong or nobody could answer
 */
export async function check(
  flags: CheckFlags,
  terminal: Terminal,
  signal: AbortSignal,
  tools: CheckTools,
): Promise<number> {
  const directory = resolve(terminal.directory, flags.repo ?? '.');
  await using repository = await tools.openRepository(directory, { signal });
  const { subject, base, stage, gates, repository: registeredAs } = flags;
  const asked = await resolveCandidate(repository, { subject, base, stage, gates, registeredAs });
  // It stays open only where a coordinator may ask for its objects, so that nothing is left of it by a kill.
  if (!asked.objects) await repository.close();
  const report = await openReport(flags.output, terminal);
  const verdict = await ask(asked, flags, terminal, signal, tools);

  const stream = report.isFile ? undefined : terminal.stdout;
  const layout = {
    colors: colorsFor(stream ?? terminal.stdout, stream ? terminal.env : { NO_COLOR: '1' }),
    width: stream ? widthOf(stream) : 100,
    subject: asked.subject,
  };
  await report.write(FORMATS[flags.format](verdict, layout));
  if (report.isFile && !flags.quiet) {
    await write(terminal.stderr, `${verdict.outcome}: the report is in ${flags.output}\n`);
  }
  return exitCodeOfOutcome(verdict.outcome);
}

async function ask(
  { request, objects }: AskedCandidate,
  { coordinator: url, sandbox, record, quiet }: CheckFlags,
  terminal: Terminal,
  signal: AbortSignal,
  tools: CheckTools,
): Promise<Verdict> {
  const progress = progressOn(terminal, { isQuiet: quiet });
  try {
    const opened = await tools.openCoordinator({ url, sandbox, record }, terminal.env);
    try {
      if (opened.warning) {
        progress.note(colorsFor(terminal.stderr, terminal.env).yellow(`warning: ${opened.warning}`));
      }
      return trusted(
        await opened.coordinator.check(request, {
          signal,
          onEvent: (event) => progress.onEvent(event),
          ...(objects && { objects }),
        }),
        request,
      );
    } finally {
      await opened.close();
    }
  } finally {
    progress.stop();
  }
}

/** An answer counts only in the contract's form, with the outcome that its gates give, and to this question. */
function trusted(answer: unknown, request: CheckRequest): Verdict {
  const parsed = Verdict.safeParse(answer);
  if (parsed.success && parsed.data.checkId === checkIdOf(request)) return parsed.data;
  const problem = parsed.success
    ? 'it answers another question'
    : issuesOf(parsed.error)
        .slice(0, 3)
        .map(({ pointer, message }) => `${pointer || '/'}: ${message}`)
        .join('; ');
  throw new QualityGatesError('protocol-error', `The coordinator gave no valid verdict: ${problem}.`, {
    cause: parsed.error,
    mend: 'Use a coordinator and a command line of the same version.',
  });
}
