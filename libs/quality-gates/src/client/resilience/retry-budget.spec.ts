import { RetryBudget } from './retry-budget.js';

const spendAll = (budget: RetryBudget): number => {
  let spent = 0;
  while (budget.spend()) spent += 1;
  return spent;
};

test('begins with its reserve', () => {
  expect(spendAll(new RetryBudget({ ratio: 0.1, reserve: 3 }))).toBe(3);
});

test('ten calls earn one retry, not a hair less', () => {
  const budget = new RetryBudget({ ratio: 0.1, reserve: 0 });
  for (let call = 1; call < 10; call += 1) budget.earn();
  expect(budget.spend()).toBe(false);
  budget.earn();
  expect(spendAll(budget)).toBe(1);
});

test('keeps no more than its reserve, however much was earned', () => {
  const budget = new RetryBudget({ ratio: 1, reserve: 4 });
  for (let call = 0; call < 1000; call += 1) budget.earn();
  expect(spendAll(budget)).toBe(4);
});

test.each([0, 0.05, 0.1, 0.5])(
  'never lets retries pass ratio %d of the calls, but for the reserve',
  (ratio) => {
    const budget = new RetryBudget({ ratio, reserve: 10 });
    let retries = 0;
    for (let calls = 1; calls <= 2000; calls += 1) {
      budget.earn();
      retries += spendAll(budget);
      expect(retries).toBeLessThanOrEqual(ratio * calls + 10 + 1e-6);
    }
  },
);
