import { z } from 'zod';
import { CheckEvent } from './check-event.js';
import { CheckRequest } from './check-request.js';
import { Check } from './check.js';
import { CoordinatorHealth } from './coordinator.js';
import { Problem } from './problem.js';
import { Verdict } from './verdict.js';

const SCHEMAS = { CheckRequest, Check, Verdict, CheckEvent, CoordinatorHealth, Problem };

/** What has a published JSON Schema. */
export type ContractSchemaName = keyof typeof SCHEMAS;

/** The JSON Schema (draft 2020-12) of a message, made from the same schema that validates it. */
export function jsonSchemaOf(name: ContractSchemaName): Record<string, unknown> {
  return z.toJSONSchema(SCHEMAS[name], { target: 'draft-2020-12' });
}
