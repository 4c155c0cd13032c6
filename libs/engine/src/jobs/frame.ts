import {
  failed,
  inconclusive,
  passed,
  unreachable,
  type GateName,
  type GateResult,
} from '@quality-gates/contract';
import type { GateAnswer } from '../gates/gate.js';
import type { ResolvedTool } from '../tools/tool.js';

/** Puts name, tool and duration around what a gate decided. */
export function framed(
  gate: GateName,
  answer: GateAnswer | undefined,
  tool: ResolvedTool,
  durationMs: number,
): GateResult {
  const about = { gate, required: true, tool: { name: tool.name, version: tool.version }, durationMs };
  if (!answer)
    return inconclusive(
      'crashed',
      `The run gave no answer for ${gate}. This is a defect of the gate.`,
      about,
    );
  switch (answer.status) {
    case 'passed': {
      const { inventory: _, ...told } = answer;
      return passed({ ...about, ...told });
    }
    case 'failed': {
      const { inventory: _, ...told } = answer;
      return failed({ ...about, ...told });
    }
    case 'inconclusive': {
      const { reason, message, retryable, reproduce } = answer;
      return inconclusive(reason, message, {
        ...about,
        reproduce,
        ...(retryable === undefined ? {} : { retryable }),
      });
    }
    default:
      return unreachable(answer);
  }
}
