import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readReport } from './report-file.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'report-file-'));
});
afterAll(() => rm(directory, { recursive: true }));

const read = (name: string) => readReport(path.join(directory, name), z.object({ a: z.number() }));

it('reads a report of the known form', async () => {
  await writeFile(path.join(directory, 'good.json'), '{"a":1}');
  expect(await read('good.json')).toEqual({ kind: 'read', value: { a: 1 } });
});

it.each([
  ['broken', '{"a":', 'not readable'],
  ['other', '{"a":"x"}', 'not of the known form: a'],
])('takes a %s file for no report', async (name, text, why) => {
  await writeFile(path.join(directory, name), text);
  expect(await read(name)).toMatchObject({ kind: 'no-report', message: expect.stringContaining(why) });
});

it('takes what is missing, a link or too large for no report', async () => {
  expect(await read('missing.json')).toMatchObject({
    kind: 'no-report',
    message: expect.stringContaining('no report'),
  });
  await writeFile(path.join(directory, 'target.json'), '{"a":1}');
  await symlink(path.join(directory, 'target.json'), path.join(directory, 'link.json'));
  expect(await read('link.json')).toMatchObject({
    kind: 'no-report',
    message: expect.stringContaining('no regular file'),
  });
  await writeFile(path.join(directory, 'large.json'), '');
  await truncate(path.join(directory, 'large.json'), 300 * 1024 * 1024);
  expect(await read('large.json')).toMatchObject({
    kind: 'no-report',
    message: expect.stringContaining('too many'),
  });
});
