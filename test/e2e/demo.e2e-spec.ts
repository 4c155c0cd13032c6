import { demo } from '../support/programs.js';

it('the demo tells its story through a coordinator process, and it comes true', async () => {
  const { code, stdout, stderr } = await demo(['--http']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toMatch(
    /pre-commit: rejected[\s\S]*the agent is told:[\s\S]*pre-commit: approved[\s\S]*landed: main goes from/,
  );
  expect(stdout).toMatch(/agent-3 {2}held, and the agent is not blamed/);
}, 180_000);
