import { readFile, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Verdict } from '@quality-gates/contract';
import { bubblewrapMissing, describeUnless } from '../support/requirements.js';
import { testRepository, type TestRepository } from '../support/test-repository.js';
import { askForTests } from './support/ask.js';
import { probesOf, testFileOf, type Probe } from './support/probes.js';
import { layOutSite, type Site } from './support/site.js';

let site: Site;
let repository: TestRepository;
let probes: Probe[];

beforeAll(async () => {
  site = await layOutSite();
  repository = await testRepository();
  probes = probesOf(site, repository.directory);
  process.env['QG_SANDBOX_SECRET'] = site.secret;
  await repository.write({ 'src/probe.test.ts': testFileOf(probes) });
});
afterAll(async () => {
  delete process.env['QG_SANDBOX_SECRET'];
  await repository[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

/** The titles of the probes that got through. */
function through(verdict: Verdict): string[] {
  const [gate] = verdict.gates;
  if (gate?.status !== 'failed' && gate?.status !== 'passed')
    throw new Error(`The gate could not tell: ${JSON.stringify(gate)}`);
  return probes
    .filter(({ title }) => gate.findings.some(({ message }) => message.includes(title)))
    .map(({ title }) => title);
}

describeUnless(bubblewrapMissing)('code of a candidate in the sandbox', () => {
  it('reaches nothing of the host', async () => {
    const verdict = await askForTests(repository, 'bubblewrap', site.temporary);
    expect(through(verdict)).toEqual([]);
    expect(verdict).toMatchObject({ outcome: 'approved', sandbox: 'bubblewrap' });
    expect(verdict.gates[0]).toMatchObject({
      evidence: expect.arrayContaining([{ kind: 'tests-passed', count: probes.length }]),
    });
    expect(site.connections()).toBe(0);
    expect(await readFile(site.files.record, 'utf8')).toBe(site.secret);
    expect(await readdir(site.otherReports)).toEqual([]);
  });
});

describe('the same code without a sandbox', () => {
  it('gets through, so that the probes prove something', async () => {
    const verdict = await askForTests(repository, 'none', site.temporary);
    expect(verdict).toMatchObject({ outcome: 'rejected', sandbox: 'none' });
    expect(through(verdict)).toEqual(
      expect.arrayContaining(probes.filter(({ getsThrough }) => getsThrough).map(({ title }) => title)),
    );
    expect(site.connections()).toBeGreaterThanOrEqual(3);
  });
});

it('refuses a tree that brings a link to the host along', async () => {
  await using other = await testRepository();
  await symlink(site.files.outside, path.join(other.directory, 'src/way-out'));
  await expect(askForTests(other, 'none', site.temporary)).rejects.toMatchObject({ code: 'unsafe-tree' });
});
