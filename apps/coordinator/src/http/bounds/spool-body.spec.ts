import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { cleanUp, temporaryDirectory } from '../../testing/rig.js';
import { SlowRequestError } from './limit-slowness.js';
import { spoolBody } from './spool-body.js';

afterEach(cleanUp);

const { signal } = new AbortController();
const tooLarge = () => new Error('too large');
const fileName = () => join(temporaryDirectory(), 'body');

describe('a body that is written to disk', () => {
  it('is there as it came, with its size', async () => {
    const file = fileName();
    const body = Readable.from([Buffer.from('one '), Buffer.from('two')]);
    expect(await spoolBody(body, file, { limitBytes: 7, tooLarge, signal })).toBe(7);
    expect(readFileSync(file, 'utf8')).toBe('one two');
  });

  it('never fills more than it may, and leaves the sender alive to be told', async () => {
    const file = fileName();
    const body = new PassThrough();
    body.write('x'.repeat(8));
    await expect(spoolBody(body, file, { limitBytes: 7, tooLarge, signal })).rejects.toThrow('too large');
    expect(readFileSync(file, 'utf8').length).toBeLessThanOrEqual(7);
    expect(body.destroyed).toBe(false);
  });

  it('that hardly comes is given up', async () => {
    const body = new PassThrough();
    body.write('x');
    await expect(
      spoolBody(body, fileName(), { limitBytes: 7, tooLarge, signal, windowMs: 20 }),
    ).rejects.toBeInstanceOf(SlowRequestError);
  });

  it('whose sender has gone is cancelled', async () => {
    const body = new PassThrough();
    const spooled = spoolBody(body, fileName(), { limitBytes: 7, tooLarge, signal });
    body.destroy(new Error('aborted'));
    await expect(spooled).rejects.toMatchObject({ code: 'cancelled' });
    const left = spoolBody(new PassThrough(), fileName(), {
      limitBytes: 7,
      tooLarge,
      signal: AbortSignal.abort(),
    });
    await expect(left).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('never goes over a file that is there', async () => {
    const file = fileName();
    await spoolBody(Readable.from([Buffer.from('first')]), file, { limitBytes: 7, tooLarge, signal });
    await expect(
      spoolBody(Readable.from([Buffer.from('second')]), file, { limitBytes: 7, tooLarge, signal }),
    ).rejects.toMatchObject({ code: 'EEXIST' });
  });
});
