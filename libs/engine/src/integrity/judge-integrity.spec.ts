import type { Finding, GateResult, Waiver } from '@quality-gates/contract';
import { openRepository } from '@quality-gates/git';
import { testRepository, type TestRepository } from '../../../../test/support/test-repository.js';
import { EmbeddedCoordinator } from '../embedded-coordinator.js';

const TSCONFIG = (options: string) =>
  `{ "compilerOptions": { "target": "es2022", "module": "nodenext", "strict": true, "noEmit": true, "skipLibCheck": true${options} }, "include": ["src"] }\n`;
const ESLINT = (rules: string) =>
  `import tseslint from 'typescript-eslint';\n\nexport default tseslint.config({ ignores: ['dist/'] }, ...tseslint.configs.recommended, { rules: { 'no-debugger': 'error'${rules} } });\n`;

describe('a change of the configuration of the judge', () => {
  let repository: TestRepository;
  let coordinator: EmbeddedCoordinator;
  let base: string;
  beforeEach(async () => {
    coordinator = new EmbeddedCoordinator({ record: false });
    repository = await testRepository({ 'tsconfig.json': TSCONFIG(''), 'eslint.config.js': ESLINT('') });
    base = await repository.git('rev-parse', 'HEAD');
  });
  afterEach(async () => {
    await coordinator.close();
    await repository[Symbol.asyncDispose]();
  });

  const ask = async (
    files: Record<string, string | null>,
    gates: string[],
    waive?: Pick<Waiver, 'rule' | 'path'>,
  ): Promise<GateResult[]> => {
    await repository.write(files);
    const commit = await repository.commit('Change');
    await using view = await openRepository(repository.directory);
    const tree = await view.treeOf(commit);
    const candidate = { repository: repository.directory, tree, base: { ref: 'main', commit: base } };
    const granted = { reason: 'agreed', grantedBy: 'orchestrator', expiresAt: '2999-01-01T00:00:00Z' };
    const waivers = waive ? [{ ...waive, tree, base, ...granted }] : undefined;
    return (await coordinator.check({ stage: 'pre-commit', candidate, gates, waivers })).gates;
  };
  const findingsOf = (result: GateResult | undefined): Finding[] =>
    result?.status === 'passed' || result?.status === 'failed' ? result.findings : [];

  it('says in words what became weaker, by what the tool itself makes of it', async () => {
    const [result] = await ask(
      { 'eslint.config.js': ESLINT('').replace("'no-debugger': 'error'", "'no-debugger': 'off'") },
      ['integrity'],
    );
    expect(result?.status).toBe('failed');
    expect(findingsOf(result)).toEqual([
      expect.objectContaining({
        rule: 'judge-changed',
        file: 'eslint.config.js',
        message: expect.stringMatching(/no-debugger/),
      }),
    ]);
  });

  it('is no objection where it only becomes stricter, and judges from the next change on', async () => {
    const [integrity, lint] = await ask(
      {
        'eslint.config.js': ESLINT(", 'no-ternary': 'error'"),
        'src/old.ts': 'export const old = (one: boolean) => (one ? 1 : 2);\n',
      },
      ['integrity', 'lint'],
    );
    expect(integrity?.status).toBe('passed');
    expect(findingsOf(integrity)).toEqual([
      expect.objectContaining({ rule: 'judge-stricter', severity: 'info' }),
    ]);
    expect(findingsOf(lint)).toEqual([]);
    expect(lint?.status).toBe('passed');
  });

  it('is nothing where only its form changes', async () => {
    const [result] = await ask({ 'tsconfig.json': `// A comment.\n${TSCONFIG('')}` }, ['integrity']);
    expect(findingsOf(result)).toEqual([]);
  });

  it('does not reach the gates, unless it is waived', async () => {
    const files = {
      'tsconfig.json': TSCONFIG(', "noCheck": true'),
      'src/wrong.ts': 'export const wrong: number = "text";\n',
    };
    const [integrity, typecheck] = await ask(files, ['integrity', 'typecheck']);
    expect(integrity?.status).toBe('failed');
    expect(findingsOf(typecheck)).toEqual([
      expect.objectContaining({ rule: 'TS2322', file: 'src/wrong.ts' }),
    ]);

    const waived = { rule: 'judge-changed', path: 'tsconfig.json' };
    const [accepted, lenient] = await ask({}, ['integrity', 'typecheck'], waived);
    expect(accepted?.status).toBe('passed');
    expect(findingsOf(accepted)).toEqual([expect.objectContaining({ rule: 'judge-changed', waived: true })]);
    expect(lenient?.status).toBe('passed');
  });
});
