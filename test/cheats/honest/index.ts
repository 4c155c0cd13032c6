import type { Honest } from '../honest.js';
import { FEATURES } from './features.js';
import { REFACTORINGS } from './refactorings.js';
import { SURROUNDINGS } from './surroundings.js';
import { TESTS } from './tests.js';

/** Every honest change that is tried; all must be approved. */
export const HONEST: readonly Honest[] = [...FEATURES, ...TESTS, ...REFACTORINGS, ...SURROUNDINGS];
