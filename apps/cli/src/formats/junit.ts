import { unreachable, type Finding, type GateResult, type Verdict } from '@quality-gates/contract';
import type { Format } from './format.js';
import { inOrder } from './order.js';
import { evidenceInWords, metricsInWords, place, reasonInWords, toolOf } from './words.js';
import { element, text } from './xml.js';

/**
 * JUnit XML as CI servers read it: a suite for each gate, in it a case for the gate and one for each finding
 * that made it fail. Inconclusive gates are errors, never failures.
 */
export const junit: Format = (verdict) => {
  const suites = inOrder(verdict.gates).map((gate) => suiteOf(gate, verdict));
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

function suiteOf(gate: GateResult, verdict: Verdict): { xml: string; counts: Counts } {
  const findings = gate.status === 'failed' ? gate.findings.filter(countsAgainst) : [];
  const cases = [gateCase(gate), ...findings.map((finding) => findingCase(gate, finding))];
  const counts: Counts = {
    tests: cases.length,
    failures: gate.status === 'failed' ? cases.length : 0,
    errors: gate.status === 'inconclusive' ? 1 : 0,
    skipped: gate.status === 'skipped' ? 1 : 0,
  };
  const properties = Object.entries({
    tool: toolOf(gate),
    required: String(gate.required),
    fromRecord: String(gate.fromRecord),
    checkId: verdict.checkId,
    tree: verdict.candidate.tree,
  }).map(([name, value]) => element('property', { name, value }));
  const xml = element(
    'testsuite',
    {
      name: gate.gate,
      ...counts,
      time: seconds(gate.durationMs),
      timestamp: verdict.startedAt.replace(/(?:\.\d+)?Z$/, ''),
    },
    [element('properties', {}, properties), ...cases].map((child) => `\n    ${child}`).concat('\n  '),
  );
  return { xml, counts };
}

const countsAgainst = (finding: Finding): boolean => !finding.waived && finding.severity !== 'info';

function gateCase(gate: GateResult): string {
  return element(
    'testcase',
    { classname: 'quality-gates', name: `${gate.gate} gate`, time: seconds(gate.durationMs) },
    outcomeElements(gate),
  );
}

function outcomeElements(gate: GateResult): string[] {
  switch (gate.status) {
    case 'passed':
      return [element('system-out', {}, [text(proofOf(gate).join('\n'))])];
    case 'failed': {
      const total = gate.findings.length + gate.findingsOmitted;
      const message = total === 1 ? 'The gate has 1 finding' : `The gate has ${total} findings`;
      const details = [...proofOf(gate), ...(gate.reproduce ? [`reproduce: ${gate.reproduce}`] : [])];
      return [element('failure', { message, type: 'failed' }, [text(details.join('\n'))])];
    }
    case 'inconclusive': {
      const message = `The ${gate.gate} gate ${reasonInWords(gate.reason)}`;
      return [element('error', { message, type: gate.reason }, [text(gate.message)])];
    }
    case 'skipped':
      return [element('skipped', { message: gate.message })];
    default:
      return unreachable(gate);
  }
}

const proofOf = (gate: GateResult & { status: 'passed' | 'failed' }): string[] => [
  ...gate.evidence.map(evidenceInWords),
  ...metricsInWords(gate.metrics),
];

function findingCase(gate: GateResult, finding: Finding): string {
  const where = place(finding);
  const details = [where, `${finding.rule} (${finding.severity})`, finding.message, finding.fix];
  return element(
    'testcase',
    {
      classname: `${gate.gate}.${finding.file ?? 'general'}`,
      name: where === undefined ? finding.rule : `${finding.rule} ${where}`,
      file: finding.file,
      line: finding.range?.startLine,
      time: 0,
    },
    [
      element('failure', { message: finding.message, type: finding.rule }, [
        text(details.filter((line) => line !== undefined).join('\n')),
      ]),
    ],
  );
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
