import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { ConfigurationProblem } from '../config/problems.js';
import { cleanUp, temporaryDirectory } from '../testing/rig.js';
import { assertWritable } from './assert-writable.js';
import { FileSink } from './file-sink.js';

afterEach(cleanUp);

const line = (text: string) => ({ time: '2026-01-01T00:00:00.000Z', event: 'refused', text }) as const;

function sinkTo(file: string, limitBytes = 1_048_576): { sink: FileSink; log: string[] } {
  const log: string[] = [];
  const logger = pino({ level: 'error' }, { write: (text: string) => void log.push(text) });
  return { sink: new FileSink({ file, limitBytes, logger }), log };
}

describe('the audit file', () => {
  it('holds one line of JSON each, for its owner only', async () => {
    const file = join(temporaryDirectory(), 'audit.log');
    const { sink } = sinkTo(file);
    sink.write(line('a'));
    sink.write(line('b\nc'));
    await sink.close();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((text) => JSON.parse(text))).toEqual([line('a'), line('b\nc')]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('goes on where it ended', async () => {
    const file = join(temporaryDirectory(), 'audit.log');
    for (const text of ['a', 'b']) {
      const { sink } = sinkTo(file);
      sink.write(line(text));
      await sink.close();
    }
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(2);
  });

  it('is rotated within its limit, the oldest lines first out', async () => {
    const directory = temporaryDirectory();
    const { sink } = sinkTo(join(directory, 'audit.log'), 5_000);
    for (let index = 0; index < 200; index += 1) sink.write(line(`number ${index}`));
    await sink.close();
    const files = readdirSync(directory);
    expect(files.sort()).toEqual(['audit.log', 'audit.log.1', 'audit.log.2', 'audit.log.3', 'audit.log.4']);
    const bytes = files.reduce((sum, file) => sum + statSync(join(directory, file)).size, 0);
    expect(bytes).toBeLessThan(5_000 + 5 * 100);
    for (const file of files) expect(statSync(join(directory, file)).mode & 0o077).toBe(0);
    const all = files.map((file) => readFileSync(join(directory, file), 'utf8')).join('');
    expect(all).toContain('"number 199"');
    expect(all).not.toContain('"number 0"');
  });

  it('loses nothing when it cannot be written: its lines go to the log, and are counted', async () => {
    const directory = temporaryDirectory();
    const parent = join(directory, 'taken');
    writeFileSync(parent, '');
    const { sink, log } = sinkTo(join(parent, 'audit.log'));
    sink.write(line('a'));
    sink.write(line('b'));
    await sink.close();
    sink.write(line('c'));
    const diverted = log.map((text) => JSON.parse(text)).filter(({ audit }) => audit === true);
    expect(new Set(diverted.map(({ text }) => text))).toEqual(new Set(['a', 'b', 'c']));
    expect(diverted).toHaveLength(3);
    expect(sink.failures).toBe(3);
    expect(log.some((text) => JSON.parse(text).level === 50)).toBe(true);
  });

  it('is tried before the service starts', () => {
    const directory = temporaryDirectory();
    const problemsOf = (path: string): string[] => {
      const problems: ConfigurationProblem[] = [];
      assertWritable('QG_AUDIT_FILE', path, problems);
      return problems.map(({ name }) => name);
    };
    expect(problemsOf(join(directory, 'audit.log'))).toEqual([]);
    expect(existsSync(join(directory, 'audit.log'))).toBe(true);
    expect(problemsOf(join(directory, 'absent', 'audit.log'))).toEqual(['QG_AUDIT_FILE']);
    expect(problemsOf(directory)).toEqual(['QG_AUDIT_FILE']);
    mkdirSync(join(directory, 'sub'));
    rmSync(join(directory, 'sub'), { recursive: true });
    const loose = join(directory, 'loose.log');
    writeFileSync(loose, '', { mode: 0o644 });
    expect(problemsOf(loose)).toEqual([]);
    expect(statSync(loose).mode & 0o777).toBe(0o600);
  });
});
