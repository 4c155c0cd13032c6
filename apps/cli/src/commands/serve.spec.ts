import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from './serve.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'quality-gates-serve-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function coordinator(code: string): Promise<string> {
  const file = join(directory, 'coordinator.cjs');
  await writeFile(file, code);
  return file;
}

it("answers with the coordinator's exit code and hands its arguments over", async () => {
  expect(await serve(await coordinator('process.exit(Number(process.argv[2]))'), ['78'])).toBe(78);
});

it('answers with 128 and the number of the signal that killed the coordinator', async () => {
  expect(await serve(await coordinator("process.kill(process.pid, 'SIGKILL')"), [])).toBe(137);
});

it('leaves the signals of this process as they were', async () => {
  const before = process.listenerCount('SIGTERM');
  await serve(await coordinator(''), []);
  expect(process.listenerCount('SIGTERM')).toBe(before);
});
