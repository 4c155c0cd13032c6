/** Injects the {@link Coordinator} that was configured: the HTTP client, or the object that was given. */
export const COORDINATOR = Symbol.for('@quality-gates/nestjs/coordinator');

/** Injects the options with their defaults, validated. @internal */
export const QUALITY_GATES_OPTIONS = Symbol.for('@quality-gates/nestjs/options');

/** Injects time and randomness, so that tests can be exact. @internal */
export const RUNTIME = Symbol.for('@quality-gates/nestjs/runtime');
