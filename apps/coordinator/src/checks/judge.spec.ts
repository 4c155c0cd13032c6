import { checkIdOf } from '@quality-gates/contract';
import { HostPaths } from '../http/problems/host-paths.js';
import { question } from '../testing/question.js';
import { ScriptedEngine } from '../testing/scripted-engine.js';
import { judgeWith } from './judge.js';
import { type CheckStore, noStore, type StoredCheck, SupersededError } from './store/check-store.js';

const request = question();
const job = { checkId: checkIdOf(request), run: 4, request, repositoryPath: '/srv/shop' };
const paths = new HostPaths([]);
const untold = (): void => {};

describe('the worker', () => {
  it('asks the engine only once it is stored that the run starts', async () => {
    const engine = new ScriptedEngine();
    const written: StoredCheck[] = [];
    let stored: () => void = untold;
    const store: CheckStore = {
      ...noStore,
      write: (_, entry) => {
        written.push(entry);
        return new Promise((resolve) => (stored = resolve));
      },
    };
    const judged = judgeWith(
      engine,
      store,
      paths,
    )(job, { signal: new AbortController().signal, onEvent: untold });
    await new Promise(setImmediate);
    expect(written).toEqual([{ run: 4 }]);
    expect(engine.calls).toHaveLength(0);
    stored();
    (await engine.next()).answer();
    expect(await judged).toMatchObject({ checkId: job.checkId, candidate: request.candidate });
  });

  it('asks nothing for a run that is superseded, or that was cancelled while it was stored', async () => {
    const engine = new ScriptedEngine();
    const refusing: CheckStore = {
      ...noStore,
      write: () => Promise.reject(new SupersededError('Run 5 has superseded run 4.')),
    };
    const signal = new AbortController().signal;
    await expect(judgeWith(engine, refusing, paths)(job, { signal, onEvent: untold })).rejects.toThrow(
      'superseded',
    );
    const cancelled = { signal: AbortSignal.abort(), onEvent: untold };
    await expect(judgeWith(engine, noStore, paths)(job, cancelled)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(engine.calls).toHaveLength(0);
  });
});
