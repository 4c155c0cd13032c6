export const COORDINATOR_CONFIG = Symbol.for('quality-gates:coordinator:config');
