import { randomUUID } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding } from '@quality-gates/contract';
import { parseManifest } from '../policy/project-of-tree.js';
import type { Command } from '../process/command.js';
import { tailOf } from '../reports/printable.js';
import { placeInStack } from '../reports/stack.js';
import type { BuildTool } from '../tools/tool.js';
import { couldNotTell } from './could-not-tell.js';
import { entryPoints, type EntryPoint } from './entry-points.js';
import type { GateAnswer, GateContext } from './gate.js';
import { objection } from './refusals.js';

const MAX_LOADED = 40;

export type Proved =
  { kind: 'told'; findings: Finding[]; proved: number } | { kind: 'untold'; answer: GateAnswer };

/**
 * Does what the package promises exist and load?
 *
 * @param others what makes part of the output beside the tool and was not run: what is not there may be theirs
 */
export async function proveEntries(
  context: GateContext,
  { name }: Pick<BuildTool, 'name'>,
  others: readonly string[],
): Promise<Proved> {
  const findings: Finding[] = [];
  const entries = entryPoints(parseManifest(await context.readCandidate('package.json')));
  let loads = 0;
  for (const entry of entries) {
    const file = await existingFile(context, entry.file);
    if (file === undefined) {
      findings.push(missing(entry, name, others));
      continue;
    }
    if (
      entry.proof === 'exists' ||
      (!context.policy.build.load && entry.proof !== 'syntax') ||
      loads >= MAX_LOADED
    )
      continue;
    loads += 1;
    const marker = `loaded ${randomUUID()}`;
    const end = await context.run(proofCommand({ ...entry, file }, context, marker));
    if (end.how !== 'exited') return { kind: 'untold', answer: couldNotTell(end, `Loading ${entry.file}`) };
    const loaded = end.code === 0 && (entry.proof === 'syntax' || end.stdout.includes(marker));
    if (!loaded) findings.push(doesNotLoad(entry, end.code, tailOf(end.stderr || end.stdout), context));
  }
  return { kind: 'told', findings, proved: entries.length - findings.length };
}

function missing({ file, declaredAs }: EntryPoint, tool: string, others: readonly string[]): Finding {
  const message = `${file}, declared as ${declaredAs} in package.json, is not there after the build`;
  if (others.length === 0) return objection('entry-missing', `${message}.`, { file: 'package.json' });
  return objection(
    'entry-missing',
    `${message} by ${tool} alone; the build script also calls ${[...new Set(others)].slice(0, 5).join(', ')}, which the gate does not run.`,
    { file: 'package.json', severity: 'info', introduced: false },
  );
}

/** `main` may leave out its extension or name a directory, as Node's require allows. */
async function existingFile({ place }: GateContext, file: string): Promise<string | undefined> {
  for (const candidate of [file, `${file}.js`, `${file}/index.js`]) {
    const absolute = path.resolve(place.directory, candidate);
    if (!absolute.startsWith(place.directory + path.sep)) continue;
    if ((await lstat(absolute).catch(() => undefined))?.isFile()) return candidate;
  }
  return undefined;
}

/** The marker is printed when loading is over; an entry that ends the process early leaves it out. */
function proofCommand(entry: EntryPoint, { place }: GateContext, marker: string): Command {
  const file = path.join(place.directory, entry.file);
  if (entry.proof === 'syntax') return { file: process.execPath, args: ['--check', file] };
  const done = `process.stdout.write(${JSON.stringify(`\n${marker}\n`)}, () => process.exit(0));`;
  return entry.proof === 'require'
    ? {
        file: process.execPath,
        args: ['--input-type=commonjs', '--eval', `require(${JSON.stringify(file)}); ${done}`],
      }
    : {
        file: process.execPath,
        args: [
          '--input-type=module',
          '--eval',
          `await import(${JSON.stringify(pathToFileURL(file).href)}); ${done}`,
        ],
      };
}

function doesNotLoad(entry: EntryPoint, code: number, printed: string, { place }: GateContext): Finding {
  const at = placeInStack(printed, place);
  const how = entry.proof === 'syntax' ? 'is no valid JavaScript' : `does not load by ${entry.proof}`;
  return objection(
    'entry-does-not-load',
    `${entry.file}, declared as ${entry.declaredAs} in package.json, ${how} (code ${code}). ${printed}`,
    {
      file: at?.file ?? entry.file,
      ...(at && { range: { startLine: at.line, startColumn: at.column } }),
    },
  );
}
