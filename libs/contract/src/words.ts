import { z } from 'zod';

/** When a change is judged: before it is committed (fast) or before it lands (comprehensive). */
export const Stage = z.enum(['pre-commit', 'post-commit']).meta({
  id: 'Stage',
  description: '`pre-commit`: is it worth committing? `post-commit`: may it land?',
});
export type Stage = z.infer<typeof Stage>;

/** The gates that every installation knows. A policy may add custom ones. */
export const KNOWN_GATES = ['integrity', 'typecheck', 'lint', 'test', 'coverage', 'build'] as const;
export type KnownGate = (typeof KNOWN_GATES)[number];

/** The name of a gate: lower-case kebab case, at most 64 characters. */
export const GateName = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'a gate is named in lower-case kebab case, e.g. "typecheck"')
  .meta({ id: 'GateName', examples: ['typecheck'] });
export type GateName = z.infer<typeof GateName>;

/** A git object name: 40 hexadecimal digits (SHA-1) or 64 (SHA-256). */
export const ObjectId = z
  .string()
  .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'an object id is 40 or 64 lower-case hexadecimal digits')
  .meta({ id: 'ObjectId', examples: ['4b825dc642cb6eb9a060e54bf8d69288fbee4904'] });
export type ObjectId = z.infer<typeof ObjectId>;

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const Digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a digest is 64 lower-case hexadecimal digits')
  .meta({ id: 'Digest' });
export type Digest = z.infer<typeof Digest>;

/** Identifies a question by its content; see {@link checkIdOf}. */
export const CheckId = Digest.meta({
  id: 'CheckId',
  description: 'SHA-256 over the canonical JSON of the request without its origin.',
});
export type CheckId = z.infer<typeof CheckId>;

/** A point in time, ISO 8601 in UTC. */
export const Instant = z.iso.datetime().meta({ id: 'Instant', examples: ['2026-01-31T12:00:00.000Z'] });

/** A duration in whole or fractional milliseconds, never negative. */
export const Milliseconds = z.number().nonnegative();
