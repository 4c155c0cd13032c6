import type { CheckRequest } from '@quality-gates/contract';

let questions = 0;

/** A question that nobody has asked yet. */
export function question(change: Partial<CheckRequest> = {}, repository = 'shop'): CheckRequest {
  questions += 1;
  const tree = questions.toString(16).padStart(40, '0');
  return {
    stage: 'pre-commit',
    candidate: { repository, tree, base: { ref: 'main', commit: 'b'.repeat(40) } },
    ...change,
  };
}
