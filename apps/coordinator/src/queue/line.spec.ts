import fc from 'fast-check';
import { Line } from './line.js';

const steps = fc.array(
  fc.oneof(
    fc.constant({ kind: 'push' as const }),
    fc.record({ kind: fc.constant('take' as const), skip: fc.nat(3) }),
    fc.record({ kind: fc.constant('remove' as const), index: fc.nat(30) }),
  ),
  { maxLength: 60 },
);

test('a line tells the same places as one that counts, whoever leaves it', () => {
  fc.assert(
    fc.property(steps, (script) => {
      const line = new Line<number>();
      const counted: number[] = [];
      let next = 0;
      for (const step of script) {
        if (step.kind === 'push') {
          line.push(next);
          counted.push(next);
          next += 1;
        } else {
          const index = step.kind === 'take' ? step.skip : step.index;
          const [item] = counted.splice(index, 1);
          if (step.kind === 'take') expect(line.take((other) => other === item)).toBe(item);
          else if (item !== undefined) expect(line.remove(item)).toBe(true);
        }
        expect(line.length).toBe(counted.length);
        expect(counted.map((item) => line.positionOf(item))).toEqual(counted.map((_, index) => index));
      }
      expect(line.positionOf(next)).toBeUndefined();
      expect(line.remove(next)).toBe(false);
    }),
  );
});
