import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

it('reads what lies in a directory of the reports, and does not follow where that is a link', async () => {
  await mkdir(path.join(directory, 'coverage'));
  await writeFile(path.join(directory, 'coverage/final.json'), '{"a":1}');
  expect(await read('coverage/final.json')).toMatchObject({ kind: 'read' });
  await symlink(path.join(directory, 'coverage'), path.join(directory, 'linked'));
  expect(await read('linked/final.json')).toMatchObject({
    kind: 'no-report',
    message: expect.stringContaining('only linked'),
  });
});

describe('a report whose reporter prints its digest', () => {
  const NAME = 'run-0123456789abcdef01234567.json';
  const line = (text: string, name = NAME) =>
    `quality-gates-report ${name} ${createHash('sha256').update(text).digest('hex')}\n`;
  const readAttested = async (printed: string) => {
    await writeFile(path.join(directory, NAME), '{"a":1}');
    return readReport(path.join(directory, NAME), z.object({ a: z.number() }), printed);
  };

  it('is read where the digest is its own', async () => {
    expect(await readAttested(`no end of line\n${line('{"a":1}')}and more`)).toMatchObject({ kind: 'read' });
  });

  it.each([
    ['there is none', 'tests passed\n'],
    ['it is another’s', line('{"a":2}')],
    ['it is of another report', line('{"a":1}', 'other.json')],
    ['another is printed beside it', line('{"a":2}') + line('{"a":1}')],
    ['another is printed after it', line('{"a":1}') + line('{"a":2}')],
  ])('is not believed where %s', async (_, printed) => {
    expect(await readAttested(printed)).toMatchObject({
      kind: 'no-report',
      rule: 'report-mismatch',
      message: expect.stringMatching(/^its report \(run\.json\) is not as/),
    });
  });
});
