import { agent } from './agent.js';
import type { Format } from './format.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { pretty } from './pretty.js';
import { sarif } from './sarif.js';

export const FORMAT_NAMES = ['pretty', 'json', 'agent', 'sarif', 'junit'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

export const FORMATS: Readonly<Record<FormatName, Format>> = { pretty, json, agent, sarif, junit };
export type { Format, Layout } from './format.js';
