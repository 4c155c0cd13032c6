import type { PolicyFile } from '../policy/policy.js';
import type { PackageManifest, Project } from '../policy/project.js';
import { POLICY_PATH, readPolicy } from '../policy/read-policy.js';
import { argumentsOf } from '../policy/script-calls.js';
import { planGates, type Plan } from './plan.js';

const GREEN: PackageManifest = {
  scripts: { build: 'tsup' },
  devDependencies: { typescript: '*', eslint: '*', vitest: '*', '@vitest/coverage-v8': '*', tsup: '*' },
};
const GREEN_FILES = {
  'tsconfig.json': '{}',
  'eslint.config.js': '',
  'vitest.config.ts': '',
  'tsup.config.ts': '',
  'src/a.ts': '',
};

function projectOf(files: Record<string, string>, manifest: PackageManifest): Project {
  const kinds = [manifest.dependencies, manifest.devDependencies];
  return {
    files: new Set(Object.keys(files)),
    manifest,
    read: async (file) => files[file],
    dependsOn: (name) => kinds.some((kind) => kind !== undefined && name in kind),
    scriptArguments: (program) =>
      Object.values(manifest.scripts ?? {})
        .map((script) => argumentsOf(program, script))
        .find((found) => found !== undefined),
  };
}

async function plan(
  request: Parameters<typeof planGates>[0],
  policy: PolicyFile = {},
  manifest = GREEN,
  files: Record<string, string> = GREEN_FILES,
): Promise<Plan> {
  const project = projectOf({ ...files, [POLICY_PATH]: JSON.stringify(policy) }, manifest);
  return planGates(request, await readPolicy(project), project);
}

const jobsOf = ({ jobs }: Plan) => jobs.map(({ tool, gates }) => `${tool.name}: ${gates.join(' and ')}`);

describe('planGates', () => {
  it('asks for the fast gates before a commit', async () => {
    const planned = await plan({ stage: 'pre-commit' });
    expect(planned).toMatchObject({
      required: ['integrity', 'typecheck', 'lint', 'test'],
      scope: 'full',
      integrity: true,
    });
    expect(jobsOf(planned)).toEqual(['tsc: typecheck', 'eslint: lint', 'vitest: test']);
  });

  it('asks for everything before landing, with one run for test and coverage', async () => {
    const planned = await plan({ stage: 'post-commit' });
    expect(planned.required).toEqual(['integrity', 'typecheck', 'lint', 'test', 'coverage', 'build']);
    expect(jobsOf(planned)).toContain('vitest: test and coverage');
  });

  it('skips what the policy turns off, and what the base does not have', async () => {
    const planned = await plan(
      { stage: 'post-commit' },
      { gates: { build: 'off' } },
      { devDependencies: { typescript: '*' } },
      { 'tsconfig.json': '{}' },
    );
    expect(planned.required).toEqual(['integrity', 'typecheck']);
    expect(planned.skipped.map(({ gate, reason }) => [gate, reason])).toEqual([
      ['lint', 'not-detected'],
      ['test', 'not-detected'],
      ['coverage', 'not-detected'],
      ['build', 'off-in-policy'],
    ]);
    expect(planned.scope).toBe('full');
  });

  it('does not skip what the policy names, or what the base answers by a tool that is not supported', async () => {
    const planned = await plan(
      { stage: 'post-commit' },
      { gates: { coverage: { lines: 90 } } },
      { devDependencies: { typescript: '*' }, scripts: { lint: 'biome check', test: 'ava' } },
      { 'tsconfig.json': '{}' },
    );
    expect(planned.missing.map(({ gate }) => gate)).toEqual(['lint', 'test', 'coverage']);
    expect(planned.required).toEqual(expect.arrayContaining(['lint', 'test', 'coverage']));
    expect(planned.missing[0]?.message).toContain('biome');
  });

  it('calls an answer to fewer gates partial, and one to more gates full', async () => {
    expect(await plan({ stage: 'pre-commit', gates: ['lint'] })).toMatchObject({
      required: ['lint'],
      scope: 'partial',
      integrity: false,
    });
    const more = ['integrity', 'typecheck', 'lint', 'test', 'build'];
    expect(await plan({ stage: 'pre-commit', gates: more })).toMatchObject({ scope: 'full' });
  });

  it('refuses a gate that nobody knows, and names those that are known', async () => {
    await expect(plan({ stage: 'pre-commit', gates: ['spelling'] })).rejects.toThrow(
      /no gate "spelling".*Known gates: integrity/,
    );
  });

  it('takes what to check from the policy where it says so', async () => {
    const planned = await plan(
      { stage: 'pre-commit' },
      { gates: { typecheck: { project: 'tsconfig.check.json' }, lint: { files: ['lib'] } } },
    );
    expect(planned.jobs.find(({ kind }) => kind === 'typecheck')?.setup).toMatchObject({
      project: 'tsconfig.check.json',
    });
    expect(planned.jobs.find(({ kind }) => kind === 'lint')?.setup).toMatchObject({ patterns: ['lib'] });
  });
});
