import { unreachable, type GateResult } from '@quality-gates/contract';
import { counted, duration, reasonInWords } from '../formats/words.js';

/** How a gate ended, in a few words. */
export function outcomeOfGate(result: GateResult): string {
  const time = result.fromRecord ? 'recorded' : duration(result.durationMs);
  switch (result.status) {
    case 'passed':
      return `passed, ${time}`;
    case 'failed':
      return `failed, ${counted(result.findings.length + result.findingsOmitted, 'finding')}, ${time}`;
    case 'inconclusive':
      return `${reasonInWords(result.reason)}, ${time}`;
    case 'skipped':
      return 'skipped';
    default:
      return unreachable(result);
  }
}
