import {
  unreachable,
  type FailedGate,
  type Finding,
  type GateResult,
  type PassedGate,
  type Verdict,
} from '@quality-gates/contract';
import type { Format } from './format.js';
import { inOrder } from './order.js';
import { evidenceInWords, metricsInWords, place, reasonInWords, toolOf } from './words.js';
import { element, text } from './xml.js';

/**
 * JUnit XML as CI servers read it: a suite for each gate, in it a case for the gate and one for each finding
 * that made it fail. Inconclusive gates are errors, never failures. The file is green exactly where the outcome
 * is `approved`: trouble that the verdict does not depend on is shown as skipped.
 */
export const junit: Format = (verdict) => {
  const gates = inOrder(verdict.gates).map((gate) => suiteOf(gate, verdict));
  const isRed = gates.some(({ counts }) => counts.failures + counts.errors > 0);
  const suites = verdict.outcome === 'approved' || isRed ? gates : [...gates, unansweredSuite()];
  const sum = (key: keyof Counts): number => suites.reduce((total, suite) => total + suite.counts[key], 0);
  const root = element(
    'testsuites',
    {
      name: 'quality-gates',
      tests: sum('tests'),
      failures: sum('failures'),
      errors: sum('errors'),
      skipped: sum('skipped'),
      time: seconds(verdict.durationMs),
    },
    suites.map(({ xml }) => `\n  ${xml}`).concat('\n'),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
};

interface Counts {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
}

interface Suite {
  xml: string;
  counts: Counts;
}

function suiteOf(gate: GateResult, verdict: Verdict): Suite {
  const matters = gate.required || verdict.requiredGates.includes(gate.gate);
  const findings = gate.status === 'failed' && matters ? gate.findings.filter(countsAgainst) : [];
  const cases = [gateCase(gate, matters), ...findings.map((finding) => findingCase(gate, finding))];
  const counts: Counts = {
    tests: cases.length,
    failures: gate.status === 'failed' && matters ? cases.length : 0,
    errors: gate.status === 'inconclusive' && matters ? 1 : 0,
    skipped: gate.status === 'skipped' || (gate.status !== 'passed' && !matters) ? 1 : 0,
  };
  const tool = toolOf(gate);
  const properties = Object.entries({
    ...(tool === '' ? {} : { tool }),
    required: String(gate.required),
    fromRecord: String(gate.fromRecord),
    checkId: verdict.checkId,
    tree: verdict.candidate.tree,
  }).map(([name, value]) => element('property', { name, value }));
  const attributes = {
    name: gate.gate,
    ...counts,
    time: seconds(gate.durationMs),
    timestamp: verdict.startedAt.replace(/(?:\.\d+)?Z$/, ''),
  };
  const children = [element('properties', {}, properties), ...cases];
  return { xml: element('testsuite', attributes, indented(children)), counts };
}

/** Where a required gate gave no answer at all, no gate's suite could be red. */
function unansweredSuite(): Suite {
  const counts: Counts = { tests: 1, failures: 0, errors: 1, skipped: 0 };
  const message = 'A required gate gave no answer, so nobody could tell.';
  const unanswered = element('testcase', { classname: 'quality-gates', name: 'verdict', time: 0 }, [
    element('error', { message, type: 'inconclusive' }),
  ]);
  return {
    xml: element('testsuite', { name: 'verdict', ...counts, time: 0 }, indented([unanswered])),
    counts,
  };
}

const indented = (children: readonly string[]): string[] =>
  children.map((child) => `\n    ${child}`).concat('\n  ');

const countsAgainst = (finding: Finding): boolean => !finding.waived && finding.severity !== 'info';

function gateCase(gate: GateResult, matters: boolean): string {
  const attributes = {
    classname: 'quality-gates',
    name: `${gate.gate} gate`,
    time: seconds(gate.durationMs),
  };
  return element('testcase', attributes, [outcomeElement(gate, matters)]);
}

function outcomeElement(gate: GateResult, matters: boolean): string {
  switch (gate.status) {
    case 'passed':
      return element('system-out', {}, [text(proofOf(gate).join('\n'))]);
    case 'failed': {
      const total = gate.findings.length + gate.findingsOmitted;
      const message = total === 1 ? 'The gate has 1 finding' : `The gate has ${total} findings`;
      if (!matters) return element('skipped', { message: `${message}, but it is not required` });
      const details = [...proofOf(gate), ...(gate.reproduce ? [`reproduce: ${gate.reproduce}`] : [])];
      return element('failure', { message, type: 'failed' }, [text(details.join('\n'))]);
    }
    case 'inconclusive': {
      const message = `The ${gate.gate} gate ${reasonInWords(gate.reason)}`;
      if (!matters) return element('skipped', { message: `${message}, but it is not required` });
      return element('error', { message, type: gate.reason }, [text(gate.message)]);
    }
    case 'skipped':
      return element('skipped', { message: gate.message });
    default:
      return unreachable(gate);
  }
}

const proofOf = (gate: PassedGate | FailedGate): string[] => [
  ...gate.evidence.map(evidenceInWords),
  ...metricsInWords(gate.metrics),
];

function findingCase(gate: GateResult, finding: Finding): string {
  const where = place(finding);
  const details = [where, `${finding.rule} (${finding.severity})`, finding.message, finding.fix];
  const attributes = {
    classname: `${gate.gate}.${finding.file ?? 'general'}`,
    name: where === undefined ? finding.rule : `${finding.rule} ${where}`,
    file: finding.file,
    line: finding.range?.startLine,
    time: 0,
  };
  const body = text(details.filter((line) => line !== undefined).join('\n'));
  return element('testcase', attributes, [
    element('failure', { message: finding.message, type: finding.rule }, [body]),
  ]);
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
