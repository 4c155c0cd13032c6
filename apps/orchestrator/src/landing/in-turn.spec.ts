import { InTurn } from './in-turn.js';

describe('in turn', () => {
  it('does one thing at a time under one key, in the order asked', async () => {
    const turns = new InTurn();
    const happened: string[] = [];
    const work = (name: string) => async () => {
      happened.push(`${name} begins`);
      await Promise.resolve();
      happened.push(`${name} ends`);
    };
    await Promise.all([turns.take('key', work('first')), turns.take('key', work('second'))]);
    expect(happened).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('goes on after a failure, which only its own caller sees', async () => {
    const turns = new InTurn();
    const failing = turns.take('key', () => Promise.reject(new Error('no')));
    const next = turns.take('key', () => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('done');
  });

  it('does not let one key wait for another', async () => {
    const turns = new InTurn();
    void turns.take('busy', () => new Promise(() => {}));
    expect(await turns.take('idle', () => Promise.resolve('done'))).toBe('done');
  });
});
