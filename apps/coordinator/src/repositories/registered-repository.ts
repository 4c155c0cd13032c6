import { isAbsolute } from 'node:path';
import { z } from 'zod';

const absolutePath = z
  .string()
  .max(4096)
  .refine((path) => isAbsolute(path) && !path.includes('\0'));

const Described = z
  .strictObject({
    /** Where it lies on this host, with its packages installed. Nothing is ever written there. */
    path: absolutePath.optional(),
    /** Where its branches and tags, and so its bases, are fetched from. */
    remote: z.string().min(1).max(4096).optional(),
    /** A file with what the remote asks for: a token, `user:password`, or a private key for ssh. */
    tokenFile: absolutePath.optional(),
  })
  .refine(({ path, remote }) => path !== undefined || remote !== undefined)
  .refine(({ remote, tokenFile }) => tokenFile === undefined || remote !== undefined);

/** A repository that callers may name: its path, or more about it. */
export const RegisteredRepository = z.union([
  Described,
  absolutePath.transform((path): z.infer<typeof Described> => ({ path })),
]);
export type RegisteredRepository = z.infer<typeof Described>;
