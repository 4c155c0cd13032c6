import type { Elsewhere, GateContext } from './gate.js';

/** The same question, put in another workspace. */
export function inPlaceOf(context: GateContext, there: Elsewhere): GateContext {
  return { ...context, place: there.place, run: (command) => there.run(command) };
}
