import type { Format } from './format.js';

/** Exactly one verdict, as the contract's schema gives it. */
export const json: Format = (verdict) => `${JSON.stringify(verdict, null, 2)}\n`;
