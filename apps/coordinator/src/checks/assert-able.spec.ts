import { pino } from 'pino';
import { ScriptedEngine } from '../testing/scripted-engine.js';
import { assertAble } from './assert-able.js';

const silent = pino({ level: 'silent' });

describe('the engine at start', () => {
  it('is refused when it cannot judge, with the reason and the mend', async () => {
    const engine = new ScriptedEngine();
    engine.answersHealth = { status: 'unavailable', detail: 'bwrap is not installed.' };
    const refusal = assertAble(engine, { sandbox: 'bubblewrap' }, silent);
    await expect(refusal).rejects.toThrow(/bwrap is not installed.*QG_SANDBOX=none/);
    await expect(refusal).rejects.toMatchObject({ code: 'configuration-invalid' });
  });

  it.each(['none', undefined] as const)(
    'is refused when bubblewrap is asked for and it has %s',
    async (sandbox) => {
      const engine = new ScriptedEngine();
      engine.answersHealth = { status: 'ok', sandbox };
      await expect(assertAble(engine, { sandbox: 'bubblewrap' }, silent)).rejects.toMatchObject({
        code: 'configuration-invalid',
      });
    },
  );

  it('may do without a sandbox where that is configured, which is logged', async () => {
    const lines: string[] = [];
    const engine = new ScriptedEngine();
    engine.answersHealth = { status: 'ok', sandbox: 'none' };
    await assertAble(
      engine,
      { sandbox: 'auto' },
      pino({}, { write: (line: string) => void lines.push(line) }),
    );
    expect(lines.join('')).toContain('without a sandbox');
  });

  it('says at start which limits the kernel does not hold, and nothing where it holds them', async () => {
    const said = async (memory: 'watched' | 'cgroup-v2') => {
      const lines: string[] = [];
      const engine = new ScriptedEngine();
      const containment = {
        memory,
        processes: 'cgroup-v2',
        cpuTime: 'cgroup-v2',
        disk: 'watched',
        fileSize: 'rlimit',
      } as const;
      engine.answersHealth = { status: 'ok', sandbox: 'bubblewrap', containment };
      const logger = pino({}, { write: (line: string) => void lines.push(line) });
      await assertAble(engine, { sandbox: 'bubblewrap' }, logger);
      return lines.join('');
    };
    expect(await said('watched')).toMatch(/watched instead: memory"/);
    expect(await said('cgroup-v2')).toBe('');
  });
});
