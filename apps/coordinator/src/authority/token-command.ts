import { parseArgs } from 'node:util';
import { issuesOf } from '@quality-gates/contract';
import { z } from 'zod';
import { makeToken } from './make-token.js';
import { SCOPES } from './scope.js';
import { TokenEntry } from './tokens-file.js';

/** What a command says and how it ends. */
export interface CommandResult {
  out: string;
  err: string;
  exitCode: 0 | 64;
}

export const TOKEN_USAGE = `quality-gates-coordinator token: makes a bearer token.

Usage: quality-gates-coordinator token --name NAME [--scopes LIST] [--repositories LIST] [--not-after INSTANT]
                                       [--requests-per-minute N]

  --name                 what the token is called in logs, e.g. orchestrator
  --scopes               ${SCOPES.join(', ')}, separated by commas; default: checks:read,checks:write
  --repositories         registered names and absolute paths (which hold for all below them), separated by commas;
                         default: all
  --not-after            when it ends, e.g. 2027-01-01T00:00:00Z; default: never
  --requests-per-minute  how many requests it may send in a minute; default: QG_REQUESTS_PER_MINUTE

It prints one JSON object: the secret, which is shown this once, and the entry for QG_TOKENS_FILE, which holds only
its hash.
`;

const OPTIONS = {
  name: { type: 'string' },
  scopes: { type: 'string', default: 'checks:read,checks:write' },
  repositories: { type: 'string', default: 'all' },
  'not-after': { type: 'string' },
  'requests-per-minute': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const list = (text: string): string[] => text.split(',').filter((part) => part !== '');
const Entry = TokenEntry.omit({ sha256: true });

/** `quality-gates-coordinator token …` */
export function tokenCommand(args: readonly string[]): CommandResult {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
    if (values.help) return { out: TOKEN_USAGE, err: '', exitCode: 0 };
    const token = makeToken(
      Entry.parse({
        name: values.name,
        scopes: list(values.scopes),
        repositories: values.repositories === 'all' ? 'all' : list(values.repositories),
        ...(values['not-after'] !== undefined && { notAfter: values['not-after'] }),
        ...(values['requests-per-minute'] !== undefined && {
          requestsPerMinute: Number(values['requests-per-minute']),
        }),
      }),
    );
    return { out: `${JSON.stringify(token, null, 2)}\n`, err: '', exitCode: 0 };
  } catch (error) {
    return { out: '', err: `${sayWhy(error)} See quality-gates-coordinator token --help.\n`, exitCode: 64 };
  }
}

function sayWhy(error: unknown): string {
  if (error instanceof z.ZodError) {
    return `${issuesOf(error)
      .map(({ pointer, message }) => `${pointer.slice(1)}: ${message}`)
      .join('; ')}.`;
  }
  return error instanceof Error ? error.message : String(error);
}
