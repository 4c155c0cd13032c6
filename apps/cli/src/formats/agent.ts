import { feedback } from '@quality-gates/contract';
import type { Format } from './format.js';

/** What an agent is told, within the budget that {@link feedback} keeps. */
export const agent: Format = (verdict) => `${feedback(verdict).trimEnd()}\n`;
