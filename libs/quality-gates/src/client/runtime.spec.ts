import { systemRuntime } from './runtime.js';

test('waits for what is further off than a timer can hold, and does not come at once', async () => {
  let hasCome = false;
  const cancel = systemRuntime.after(2 ** 40, () => (hasCome = true));
  await new Promise<void>((resolve) => systemRuntime.after(10, resolve));
  expect(hasCome).toBe(false);
  cancel();
});
