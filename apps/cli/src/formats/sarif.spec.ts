import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { failed, finding, type Verdict } from '@quality-gates/contract';
import picocolors from 'picocolors';
import { APPROVED, LINT_FAILED, REJECTED, verdictOf } from '../testing/verdicts.js';
import { sarif } from './sarif.js';

const log = (verdict: Verdict) =>
  JSON.parse(sarif(verdict, { colors: picocolors.createColors(false), width: 80 }));
const runOf = (verdict: Verdict) => log(verdict).runs[0];

const WAIVED = verdictOf(
  [
    failed({
      ...LINT_FAILED,
      findings: [finding({ rule: 'x', severity: 'info', message: 'm', file: 'ä/#1:%.ts', waived: true })],
    }),
  ],
  {
    waivers: [
      {
        rule: 'x',
        tree: 'a'.repeat(40),
        base: 'b'.repeat(40),
        reason: 'agreed',
        grantedBy: 'lead',
        expiresAt: '2026-02-01T00:00:00Z',
      },
    ],
  },
);

it('lists each finding with its rule, level, place and fingerprint', () => {
  const { results, tool } = runOf(REJECTED);
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
    'lint/no-unused-vars',
    'lint/no-report',
  ]);
  expect(results[0]).toMatchObject({
    ruleId: 'lint/no-unused-vars',
    ruleIndex: 0,
    level: 'error',
    message: { text: "'total' is assigned a value but never used." },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'src/a%20file%20%26%20%3Cmore%3E.ts', uriBaseId: 'SRCROOT' },
          region: { startLine: 3, startColumn: 7, endLine: 3, endColumn: 12 },
        },
      },
    ],
    partialFingerprints: { 'qualityGates/v1': expect.stringMatching(/^[0-9a-f]{32}$/) },
  });
  expect(results[1]).toMatchObject({ ruleIndex: 1, level: 'warning' });
  expect(results[1]).not.toHaveProperty('locations');
});

it('says that the execution failed where a gate could not tell, and why', () => {
  expect(runOf(REJECTED).invocations).toMatchObject([
    {
      executionSuccessful: false,
      exitCode: 1,
      endTimeUtc: '2026-01-31T12:00:06.400Z',
      toolExecutionNotifications: [{ level: 'error', descriptor: { id: 'test/timed-out' } }],
    },
  ]);
  expect(runOf(APPROVED).invocations).toMatchObject([
    { executionSuccessful: true, exitCode: 0, toolExecutionNotifications: [] },
  ]);
});

it('names the judged commit, and no revision where there is none yet', () => {
  expect(runOf(APPROVED).versionControlProvenance).toEqual([
    { repositoryUri: 'file:///srv/git/shop', revisionId: 'c'.repeat(40), mappedTo: { uriBaseId: 'SRCROOT' } },
  ]);
  const { commit: _, ...candidate } = APPROVED.candidate;
  expect(runOf({ ...APPROVED, candidate })).not.toHaveProperty('versionControlProvenance');
});

it('shows a waived finding as suppressed, with who accepted it', () => {
  expect(runOf(WAIVED).results).toMatchObject([
    {
      level: 'note',
      locations: [{ physicalLocation: { artifactLocation: { uri: '%C3%A4/%231%3A%25.ts' } } }],
      suppressions: [
        { kind: 'external', status: 'accepted', justification: 'agreed (lead, until 2026-02-01T00:00:00Z)' },
      ],
    },
  ]);
});

describe('against the published 2.1.0 schema', () => {
  const require = createRequire(import.meta.url);
  const path = schemaPath();
  const validated = path === undefined ? it.skip : it;

  validated.each([
    ['approved', APPROVED],
    ['rejected', REJECTED],
    ['waived', WAIVED],
  ])('is valid when %s', (_name, verdict) => {
    const validate = validator();
    expect(validate(log(verdict)) || validate.errors).toBe(true);
  });

  validated('is what the schema would refuse if it were broken', () => {
    const broken = log(REJECTED);
    broken.runs[0].results[0].level = 'fatal';
    expect(validator()(broken)).toBe(false);
  });

  function schemaPath(): string | undefined {
    try {
      return require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
    } catch {
      return undefined;
    }
  }

  function validator() {
    // The schema is of draft 4, whose `id` Ajv no longer reads, and one pattern is no Unicode expression.
    const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(path ?? '', 'utf8'));
    const ajv = new Ajv({ strict: false, unicodeRegExp: false });
    addFormats.default(ajv);
    return ajv.compile(schema);
  }
});
