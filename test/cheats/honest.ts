import type { Change } from './support/court.js';

/** A change that a good colleague makes; it must be approved at both stages. */
export interface Honest extends Change {
  name: string;
}
