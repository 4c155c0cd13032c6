import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { failed, finding, inconclusive, passed } from '@quality-gates/contract';
import { gateKey, type GateInputs } from './gate-key.js';
import { noRecord, openRecord } from './record.js';

const about = { gate: 'lint', required: true, durationMs: 5, evidence: [{ kind: 'files-linted', count: 2 }] };
const pass = passed(about);
const failure = failed({ ...about, findings: [finding({ rule: 'r', severity: 'error', message: 'm' })] });

describe('openRecord', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'qg-record-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('answers what was recorded, and marks it so, across restarts', async () => {
    await openRecord({ directory }).put('key', [pass]);
    await openRecord({ directory }).put('other', [failure]);
    expect(await openRecord({ directory }).get('key')).toEqual([{ ...pass, fromRecord: true }]);
    expect(await openRecord({ directory }).get('other')).toEqual([{ ...failure, fromRecord: true }]);
    expect(await openRecord({ directory }).get('nothing')).toBeUndefined();
  });

  it.each(['flaky', 'timed-out', 'killed'] as const)('never keeps an answer that is %s', async (reason) => {
    const record = openRecord({ directory });
    await record.put('key', [pass, inconclusive(reason, 'no', about)]);
    expect(await record.get('key')).toBeUndefined();
  });

  it('takes an entry that was tampered with for none', async () => {
    const record = openRecord({ directory });
    await record.put('key', [failure]);
    for (const file of await filesBelow(path.join(directory, 'content-v2'))) {
      await writeFile(file, (await readFile(file, 'utf8')).replace('"failed"', '"passed"'));
    }
    expect(await record.get('key')).toBeUndefined();
  });

  it('gives up the oldest entries when there are too many', async () => {
    const record = openRecord({ directory, maxEntries: 3 });
    for (let index = 0; index < 200; index += 1) await record.put(`key ${index}`, [pass]);
    expect(await record.get('key 0')).toBeUndefined();
    expect(await record.get('key 199')).toBeDefined();
    expect((await filesBelow(path.join(directory, 'index-v5'))).length).toBeLessThanOrEqual(3);
  });

  it('does without where it cannot write', async () => {
    const file = path.join(directory, 'file');
    await writeFile(file, '');
    const record = openRecord({ directory: file });
    await record.put('key', [pass]);
    expect(await record.get('key')).toBeUndefined();
    expect(await noRecord.get('key')).toBeUndefined();
  });
});

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

describe('gateKey', () => {
  const inputs: GateInputs = {
    gates: ['test', 'coverage'],
    tool: { name: 'vitest', version: '4.1.12' },
    setup: {},
    tree: 'a',
    baseTree: 'b',
    fromBase: [],
    policy: {},
    dependencies: 'd',
    sandbox: 'none',
    selection: 'all',
  };

  it.each<[keyof GateInputs, unknown]>([
    ['gates', ['test']],
    ['tool', { name: 'vitest', version: '4.1.13' }],
    ['setup', { config: 'x' }],
    ['tree', 'c'],
    ['baseTree', 'c'],
    ['fromBase', ['vitest.config.ts']],
    ['policy', { lines: 1 }],
    ['dependencies', 'e'],
    ['sandbox', 'bubblewrap'],
    ['selection', 'related'],
  ])('changes with %s', (name, value) => {
    expect(gateKey({ ...inputs, [name]: value })).not.toBe(gateKey(inputs));
  });
});
