import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Containment, type Verdict } from '@quality-gates/contract';
import { eventually, processesRunning } from '../support/processes.js';
import { bubblewrapMissing, describeUnless } from '../support/requirements.js';
import { testRepository, type TestRepository } from '../support/test-repository.js';
import { askForTests } from './support/ask.js';

const POLICY = `limits:
  timeoutMs: 60000
  outputBytes: 2000000
  memoryBytes: 1200000000
  processes: 250
  diskBytes: 60000000
`;

/** Each is bounded by itself as well, so that a limit that fails harms nothing. */
const EXCESSES: Record<string, { body: string; reason: string; message: RegExp }> = {
  'starts processes without end': {
    body: `
      const kept = [];
      for (let n = 0; n < 600; n += 1) {
        const child = spawn('sleep', ['20'], { stdio: 'ignore' });
        child.on('error', () => {});
        kept.push(child);
      }
      await new Promise((resolve) => setTimeout(resolve, 20_000));`,
    reason: 'resource-limit',
    message: /more than 250 processes and threads/,
  },
  'takes memory without end': {
    body: `
      const kept = [];
      for (let n = 0; n < 48; n += 1) kept.push(Buffer.alloc(50_000_000, 1));
      await new Promise((resolve) => setTimeout(resolve, 20_000));
      return kept;`,
    reason: 'out-of-memory',
    message: /ran out of memory/,
  },
  'fills its workspace': {
    body: `
      for (let n = 0; n < 100; n += 1) writeFileSync('filler-' + n, Buffer.alloc(2_000_000, 1));
      await new Promise((resolve) => setTimeout(resolve, 20_000));`,
    reason: 'resource-limit',
    message: /wrote more than 60000000 bytes/,
  },
  'fills the directory for temporary files': {
    body: `
      for (let n = 0; n < 100; n += 1) writeFileSync(join(tmpdir(), 'filler-' + n), Buffer.alloc(2_000_000, 1));
      await new Promise((resolve) => setTimeout(resolve, 20_000));`,
    reason: 'resource-limit',
    message: /wrote more than 60000000 bytes/,
  },
  'prints without end': {
    body: `
      for (let n = 0; n < 500; n += 1) { process.stdout.write('x'.repeat(100_000)); await new Promise((resolve) => setTimeout(resolve, 1)); }
      await new Promise((resolve) => setTimeout(resolve, 20_000));`,
    reason: 'output-limit',
    message: /printed more than 2000000 bytes/,
  },
};

const testFile = (title: string, body: string) => `import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'vitest';

void [spawn, writeFileSync, tmpdir, join];
it(${JSON.stringify(title)}, async () => {${body}
}, 60_000);
`;

let repository: TestRepository;
let temporary: string;

beforeAll(async () => {
  repository = await testRepository({ 'quality-gates.yaml': POLICY });
  temporary = await mkdtemp(path.join(tmpdir(), 'qg-excess-'));
});
afterAll(async () => {
  await repository[Symbol.asyncDispose]();
  await rm(temporary, { recursive: true, force: true });
});

const nothingIsLeft = async () => {
  await eventually(async () => (await processesRunning(temporary)).length === 0);
  await eventually(async () => (await readdir(temporary)).length === 0);
};

describeUnless(bubblewrapMissing)('a candidate that', () => {
  it.each(Object.entries(EXCESSES))(
    '%s makes its gate inconclusive, and leaves nothing',
    async (title, excess) => {
      await repository.write({ 'src/excess.test.ts': testFile(title, excess.body) });
      const verdict = await askForTests(repository, 'bubblewrap', temporary);
      expect(verdict.outcome).toBe('inconclusive');
      expect(verdict.gates).toMatchObject([
        { status: 'inconclusive', reason: excess.reason, message: expect.stringMatching(excess.message) },
      ]);
      await nothingIsLeft();
    },
  );
});

describe.each(['auto', 'none'] as const)('in the sandbox %s', (sandbox) => {
  it('processes that a test leaves behind are gone with the verdict', async () => {
    const token = `left-behind-${process.pid}-${sandbox}`;
    const orphan = `setInterval(() => {}, 1000)`;
    const daemon = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(orphan)}, '${token}'], { detached: true, stdio: 'ignore', env: {} }).unref()`;
    await repository.write({
      'src/excess.test.ts': testFile(
        'leaves a daemon behind',
        `
      await new Promise((resolve) => spawn(process.execPath, ['-e', ${JSON.stringify(daemon)}, '${token}'], { detached: true, stdio: 'ignore' }).on('exit', resolve));
      await new Promise((resolve) => setTimeout(resolve, 500));`,
      ),
    });
    const verdict = await askForTests(repository, sandbox, temporary);
    expect(verdict.outcome).toBe('approved');
    expect(await processesRunning(token)).toEqual([]);
    await nothingIsLeft();
  });

  it('the verdict says what held each limit', async () => {
    await repository.write({ 'src/excess.test.ts': testFile('is well behaved', '') });
    const verdict: Verdict = await askForTests(repository, sandbox, temporary);
    expect(verdict.outcome).toBe('approved');
    expect(Object.keys(verdict.containment ?? {}).sort()).toEqual(Object.keys(Containment.shape).sort());
    expect(verdict.containment).toMatchObject({ disk: 'watched', fileSize: 'rlimit' });
  });
});
