import type { CheckOptions, CheckRequest, Coordinator, Verdict } from '@quality-gates/contract';

/** A coordinator that answers as the test says and remembers what it was asked. */
export function scriptedCoordinator(
  answer: (request: CheckRequest, options: CheckOptions) => Promise<Verdict> | Verdict,
) {
  const asked: CheckRequest[] = [];
  let closed = 0;
  const coordinator: Coordinator = {
    check: async (request, options = {}) => {
      asked.push(request);
      return answer(request, options);
    },
    health: async () => ({ status: 'ok' }),
  };
  return {
    asked,
    closed: () => closed,
    open: (warning?: string) => async () => ({
      coordinator,
      close: async () => {
        closed += 1;
      },
      ...(warning ? { warning } : {}),
    }),
  };
}
