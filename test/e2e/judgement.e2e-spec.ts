import { Check, Verdict, type CheckRequest, type GateResult } from '@quality-gates/contract';
import { openRepository } from '@quality-gates/git';
import { cliCheck, startCoordinator, type RunningCoordinator } from '../support/programs.js';
import { testRepository, type TestRepository } from '../support/test-repository.js';

const FEATURE = {
  'src/negate.ts': 'export function negate(value: number): number {\n  return 0 - value;\n}\n',
  'src/negate.test.ts':
    "import { expect, it } from 'vitest';\nimport { negate } from './negate.js';\n\nit('negates', () => {\n  expect(negate(2)).toBe(-2);\n});\n",
};

/** Twelve lines that no test reaches, beside the few that are covered. */
const UNTESTED = {
  'src/untested.ts': `export function untested(value: number): number {\n${Array.from({ length: 12 }, (_, index) => `  value += ${index};`).join('\n')}\n  return value;\n}\n`,
};

interface Expectation {
  change: Record<string, string | null>;
  gate: string;
  finding: Partial<{ rule: string; file: string; range: unknown; message: unknown }>;
}

const REJECTED: Record<string, Expectation> = {
  'a type error': {
    change: {
      'src/negate.ts': 'export function negate(value: number): number {\n  return String(value);\n}\n',
    },
    gate: 'typecheck',
    finding: {
      rule: 'TS2322',
      file: 'src/negate.ts',
      range: expect.objectContaining({ startLine: 2, startColumn: 3 }),
    },
  },
  'a lint error': {
    change: {
      'src/negate.ts':
        'export function negate(value: number): number {\n  let result = 0 - value;\n  return result;\n}\n',
    },
    gate: 'lint',
    finding: {
      rule: 'prefer-const',
      file: 'src/negate.ts',
      range: expect.objectContaining({ startLine: 2, startColumn: 7 }),
    },
  },
  'a failing test': {
    change: {
      ...FEATURE,
      'src/negate.ts': 'export function negate(value: number): number {\n  return value;\n}\n',
    },
    gate: 'test',
    finding: {
      rule: 'test-failed',
      file: 'src/negate.test.ts',
      range: expect.objectContaining({ startLine: 5 }),
    },
  },
  'too little coverage': {
    change: UNTESTED,
    gate: 'coverage',
    finding: { rule: 'coverage-below-threshold' },
  },
  'a broken build': {
    change: { 'src/index.ts': "export { add } from './operations.js';\nexport { gone } from './gone.js';\n" },
    gate: 'build',
    finding: { file: 'src/index.ts', range: expect.objectContaining({ startLine: 2 }) },
  },
};

type Ask = (repository: TestRepository, gates?: string[]) => Promise<Verdict>;

describe.each<'command line' | 'HTTP'>(['command line', 'HTTP'])('a change that is judged by %s', (way) => {
  let repository: TestRepository;
  let coordinator: RunningCoordinator | undefined;

  beforeEach(async () => {
    repository = await testRepository();
  });
  afterEach(async () => {
    await coordinator?.[Symbol.asyncDispose]();
    coordinator = undefined;
    await repository[Symbol.asyncDispose]();
  });

  const askByCli: Ask = async ({ directory }, gates) => {
    const { verdict, code } = await cliCheck(directory, [
      '--stage',
      'post-commit',
      ...(gates ? ['--gates', gates.join(',')] : []),
    ]);
    expect(code).toBe({ approved: 0, rejected: 1, inconclusive: 2 }[verdict.outcome]);
    return verdict;
  };
  const askByHttp: Ask = async ({ directory }, gates) => {
    coordinator = await startCoordinator([directory]);
    return askOverHttp(coordinator, await requestFor(directory, gates));
  };
  const ask = way === 'HTTP' ? askByHttp : askByCli;

  it('is approved when it is clean', async () => {
    await repository.write(FEATURE);
    const verdict = await ask(repository);
    expect(summaryOf(verdict)).toEqual({
      outcome: 'approved',
      scope: 'full',
      gates: {
        integrity: 'passed',
        typecheck: 'passed',
        lint: 'passed',
        test: 'passed',
        coverage: 'passed',
        build: 'passed',
      },
    });
    const coverage = verdict.gates.find((gate) => gate.gate === 'coverage');
    expect(coverage).toMatchObject({ metrics: { linesPct: 100, changedLinesPct: 100 } });
  });

  it.each(Object.entries(REJECTED))(
    'is rejected for %s, at the right place',
    async (_, { change, gate, finding }) => {
      await repository.write(change);
      const verdict = await ask(repository, gate === 'coverage' ? ['test', 'coverage'] : [gate]);
      expect(verdict.outcome).toBe('rejected');
      const result = verdict.gates.find((one) => one.gate === gate);
      expect(result).toMatchObject({
        status: 'failed',
        findings: expect.arrayContaining([expect.objectContaining(finding)]),
      });
    },
  );

  it('is nobody’s fault when a dependency is not installed', async () => {
    await repository.write({ 'node_modules/typescript': null });
    const verdict = await ask(repository, ['typecheck']);
    expect(verdict.outcome).toBe('inconclusive');
    expect(verdict.gates).toMatchObject([
      {
        status: 'inconclusive',
        reason: 'dependencies-unavailable',
        message: expect.stringMatching(/typescript is not installed.*npm install/),
      },
    ]);
  });
});

describe('a judge that cannot answer', () => {
  it('says which tool the policy asks for and nobody has', async () => {
    await using repository = await testRepository({
      'quality-gates.yaml': 'gates:\n  build: {}\n',
      'package.json': '{ "name": "bare", "type": "module" }\n',
      'tsup.config.ts': null,
    });
    const { verdict, code } = await cliCheck(repository.directory, [
      '--stage',
      'post-commit',
      '--gates',
      'build',
    ]);
    expect(code).toBe(2);
    expect(verdict.gates).toMatchObject([
      {
        gate: 'build',
        status: 'inconclusive',
        reason: 'tool-missing',
        message: expect.stringContaining('Add one'),
      },
    ]);
  });

  it('calls a gate that takes too long timed out', async () => {
    await using repository = await testRepository({
      'quality-gates.yaml': 'gates:\n  test: { timeoutMs: 1500 }\n',
    });
    await repository.write({
      'src/slow.test.ts':
        "import { it } from 'vitest';\nit('waits', () => new Promise(() => setInterval(() => {}, 1000)), 60_000);\n",
    });
    const { verdict, code } = await cliCheck(repository.directory, ['--gates', 'test']);
    expect(code).toBe(2);
    expect(verdict.gates).toMatchObject([{ status: 'inconclusive', reason: 'timed-out', retryable: true }]);
  });

  it('refuses a policy that it cannot read, with line and column', async () => {
    await using repository = await testRepository({
      'quality-gates.yaml': 'gates:\n  coverage: { lines: lots }\n',
    });
    await expect(cliCheck(repository.directory)).rejects.toThrow(/exit 2[\s\S]*quality-gates\.yaml:2:15/);
  });
});

describe('a change of the judge', () => {
  it('is rejected, and does not change the judge', async () => {
    await using repository = await testRepository();
    await repository.write({
      'vitest.config.ts': 'process.exit(0);\n',
      'eslint.config.js': 'export default [{ ignores: ["**/*"] }];\n',
      'src/negate.ts':
        'export function negate(value: number): number {\n  let result = 0 - value;\n  return result;\n}\n',
    });
    const { verdict, code } = await cliCheck(repository.directory);
    expect(code).toBe(1);
    expect(summaryOf(verdict).gates).toEqual({
      integrity: 'failed',
      typecheck: 'passed',
      lint: 'failed',
      test: 'passed',
    });
    const integrity = verdict.gates.find((gate) => gate.gate === 'integrity');
    expect(integrity).toMatchObject({
      findings: [
        { rule: 'judge-changed', file: 'eslint.config.js' },
        { rule: 'judge-changed', file: 'vitest.config.ts' },
      ],
    });
  });

  it('counts once the orchestrator has waived it for this tree', async () => {
    await using repository = await testRepository();
    await repository.write({
      'eslint.config.js':
        "import tseslint from 'typescript-eslint';\nexport default tseslint.config(...tseslint.configs.recommended, { rules: { 'no-console': 'error' } });\n",
      ...FEATURE,
    });
    await using coordinator = await startCoordinator([repository.directory]);
    const request = await requestFor(repository.directory, ['integrity', 'lint']);
    expect((await askOverHttp(coordinator, request)).outcome).toBe('rejected');
    const waiver = {
      rule: 'judge-changed',
      path: 'eslint.config.js',
      tree: request.candidate.tree,
      base: request.candidate.base.commit,
      reason: 'stricter',
      grantedBy: 'orchestrator',
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    };
    const verdict = await askOverHttp(coordinator, { ...request, waivers: [waiver] });
    expect(verdict).toMatchObject({ outcome: 'approved', waivers: [waiver] });
    const elsewhere = { ...waiver, tree: request.candidate.base.commit };
    expect((await askOverHttp(coordinator, { ...request, waivers: [elsewhere] })).outcome).toBe('rejected');
  });

  it('is the judge where there is no base to judge by', async () => {
    await using repository = await testRepository();
    const { verdict } = await cliCheck(repository.directory, [
      '--commit',
      'HEAD',
      '--gates',
      'integrity,lint',
    ]);
    expect(verdict.outcome).toBe('approved');
    expect(verdict.candidate.base.commit).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
  });
});

describe('a pass that would be vacuous', () => {
  it.each<[string, string, Record<string, string | null>, string]>([
    [
      'no test is left',
      'test',
      { 'src/evaluate.test.ts': null, 'src/operations.test.ts': null, 'src/parse.test.ts': null },
      'no-evidence',
    ],
    [
      'the base’s own test configuration ends the runner',
      'test',
      { 'vitest.config.ts': 'process.exit(0);\n' },
      'no-report',
    ],
    [
      'the base’s own lint configuration ends the linter',
      'lint',
      { 'eslint.config.js': 'process.exit(0);\n' },
      'no-report',
    ],
    [
      'the base’s lint configuration ignores everything',
      'lint',
      { 'eslint.config.js': 'export default [{ ignores: ["src/**", "*"] }];\n' },
      'no-evidence',
    ],
    [
      'the base’s program is empty',
      'typecheck',
      { 'tsconfig.json': '{ "files": [], "references": [] }\n' },
      'no-evidence',
    ],
  ])('is a failure when %s', async (_, gate, base, rule) => {
    await using repository = await testRepository(base);
    await repository.write({ 'README.md': 'changed\n' });
    const { verdict, code } = await cliCheck(repository.directory, ['--gates', gate]);
    expect(code).toBe(1);
    const found = expect.arrayContaining([expect.objectContaining({ rule })]);
    expect(verdict.gates).toMatchObject([{ status: 'failed', findings: found }]);
  });
});

function summaryOf({ outcome, scope, gates }: Verdict) {
  return {
    outcome,
    scope,
    gates: Object.fromEntries(gates.map((gate: GateResult) => [gate.gate, gate.status])),
  };
}

async function requestFor(directory: string, gates?: string[]): Promise<CheckRequest> {
  await using view = await openRepository(directory);
  const { tree } = await view.snapshot({ kind: 'worktree' });
  await view.publish([tree]);
  return {
    stage: 'post-commit',
    candidate: { repository: directory, tree, base: await view.resolve('main') },
    gates,
  };
}

async function askOverHttp({ url, token }: RunningCoordinator, request: CheckRequest): Promise<Verdict> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'wait=30' };
  const response = await fetch(`${url}/api/quality/check`, {
    method: 'POST',
    headers,
    body: JSON.stringify(request),
  });
  const body: unknown = await response.json();
  if (response.status === 200) return Verdict.parse(body);
  if (response.status !== 202) throw new Error(`HTTP ${response.status}: ${JSON.stringify(body)}`);
  for (let round = 0; round < 10; round += 1) {
    const polled = await fetch(`${url}/api/quality/checks/${Check.parse(body).checkId}`, { headers });
    const check = Check.parse(await polled.json());
    if (check.state === 'done') return check.verdict;
  }
  throw new Error('The check did not end.');
}
