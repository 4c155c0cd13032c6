import { isAbsolute } from 'node:path';
import { Instant, RepositoryName } from '@quality-gates/contract';
import { z } from 'zod';
import { ANONYMOUS_NAME } from './credential.js';
import { SCOPES } from './scope.js';

/** The name under which the one plain token of `QG_TOKEN` is written down. */
export const PLAIN_TOKEN_NAME = 'QG_TOKEN';
const TAKEN: ReadonlySet<string> = new Set([ANONYMOUS_NAME, PLAIN_TOKEN_NAME]);

export const TokenName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'a name has 1 to 64 letters, digits, dots, dashes and underscores')
  .refine((name) => !TAKEN.has(name), 'this name has a meaning of its own');

export const TokenRepository = z
  .string()
  .max(4096)
  .refine(
    (text) => (isAbsolute(text) ? !text.includes('\0') : RepositoryName.safeParse(text).success),
    'a repository is a registered name or an absolute path',
  );

/** One token, by the hash of its secret. */
export const TokenEntry = z.strictObject({
  name: TokenName,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'the hash of a token is 64 lower-case hexadecimal digits'),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  repositories: z.union([z.literal('all'), z.array(TokenRepository).max(1000)], {
    error: 'give "all", or a list of registered names and absolute paths',
  }),
  notAfter: Instant.optional(),
  requestsPerMinute: z.int().min(1).max(10_000_000).optional(),
});
export type TokenEntry = z.infer<typeof TokenEntry>;

/** The content of `QG_TOKENS_FILE`. An empty list is valid: then nobody may ask. */
export const TokensFile = z.strictObject({
  tokens: z
    .array(TokenEntry)
    .max(1000)
    .superRefine((tokens, context) => {
      for (const key of ['name', 'sha256'] as const) {
        const seen = new Map<string, number>();
        for (const [index, token] of tokens.entries()) {
          const first = seen.get(token[key]);
          if (first === undefined) seen.set(token[key], index);
          else {
            const message = `the same as that of token ${first}`;
            context.addIssue({ code: 'custom', path: [index, key], message });
          }
        }
      }
    }),
});
