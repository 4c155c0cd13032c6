import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isQualityGatesError } from '@quality-gates/contract';
import { policyJsonSchema } from './policy.js';
import type { Project } from './project.js';
import { digestOf, parsePolicy, POLICY_PATH, readPolicy } from './read-policy.js';

const projectWith = (policy: string | undefined): Project => ({
  files: new Set(),
  manifest: {},
  read: async (file) => (file === POLICY_PATH ? policy : undefined),
  dependsOn: () => false,
  scriptArguments: () => undefined,
});

function complaintOf(text: string): string {
  try {
    parsePolicy(text);
  } catch (error) {
    if (isQualityGatesError(error) && error.code === 'policy-invalid') return error.message;
    throw error;
  }
  throw new Error('the policy was accepted');
}

describe('readPolicy', () => {
  it('asks for the defaults where a project has no policy', async () => {
    const policy = await readPolicy(projectWith(undefined));
    expect(policy).toMatchObject({
      stages: { 'pre-commit': ['integrity', 'typecheck', 'lint', 'test'] },
      coverage: { lines: 85 },
      lint: { maxWarnings: 0 },
      limits: { timeoutMs: 600_000 },
    });
    expect(policy.explicit.size).toBe(0);
  });

  it('reads thresholds, limits and gates that are off', async () => {
    const policy = await readPolicy(
      projectWith(
        'gates:\n  coverage: { lines: 90.5, exclude: ["src/cli/**"] }\n  build: off\n  test: { timeoutMs: 5000 }\nlimits: { memoryBytes: 1073741824 }\n',
      ),
    );
    expect(policy).toMatchObject({
      coverage: { lines: 90.5, exclude: ['src/cli/**'] },
      timeouts: { test: 5000 },
    });
    expect([...policy.off]).toEqual(['build']);
    expect(policy.explicit).toEqual(new Set(['coverage', 'test']));
  });

  it('takes an empty file for no policy', async () => {
    expect(digestOf(await readPolicy(projectWith('')))).toBe(
      digestOf(await readPolicy(projectWith(undefined))),
    );
  });

  it('has a digest that changes with every threshold', async () => {
    const digests = await Promise.all(
      ['', 'gates: { coverage: { lines: 84 } }', 'gates: { build: off }', 'limits: { timeoutMs: 2000 }'].map(
        async (text) => digestOf(await readPolicy(projectWith(text))),
      ),
    );
    expect(new Set(digests).size).toBe(4);
  });
});

describe('parsePolicy', () => {
  it.each([
    [
      'a threshold that is no number',
      'gates:\n  coverage:\n    lines: high\n',
      /quality-gates\.yaml:3:5: gates\.coverage\.lines: .*number/,
    ],
    [
      'a gate that does not exist',
      'gates:\n  lint: {}\n  tests: {}\n',
      /quality-gates\.yaml:3:3: gates\.tests: no such setting/,
    ],
    [
      'a setting that does not exist',
      'gates:\n  coverage: { line: 80 }\n',
      /quality-gates\.yaml:2:15: gates\.coverage\.line: no such setting/,
    ],
    [
      'a gate that is neither off nor settings',
      'gates:\n  lint: on\n',
      /quality-gates\.yaml:2:3: gates\.lint: expected "off" or settings/,
    ],
    ['a share above all', 'gates: { coverage: { lines: 101 } }', /gates\.coverage\.lines: .*100/],
    ['broken YAML', 'gates:\n  lint: [\n', /quality-gates\.yaml:\d+:\d+: /],
    ['a key that stands twice', 'limits: {}\nlimits: {}\n', /quality-gates\.yaml:2:1: /],
  ])('names line and column of %s', (_, text, complaint) => {
    expect(complaintOf(text)).toMatch(complaint);
  });

  it('does not follow a flood of aliases', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`),
    ];
    expect(() => parsePolicy(bomb.join('\n'))).toThrow(/alias/i);
  });

  it('has a published JSON Schema that is the one it validates with', () => {
    const published: unknown = JSON.parse(
      readFileSync(path.resolve(__dirname, '../../quality-gates.schema.json'), 'utf8'),
    );
    expect(published).toEqual(policyJsonSchema());
  });
});
