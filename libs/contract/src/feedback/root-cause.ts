import type { Finding } from '../finding.js';

/** Orders findings so that what explains the others comes first; equals keep the tool's order. */
export function byRootCause(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      INTRODUCED[`${a.introduced}`] - INTRODUCED[`${b.introduced}`] ||
      SEVERITY[a.severity] - SEVERITY[b.severity] ||
      depth(a) - depth(b),
  );
}

const INTRODUCED: Record<`${Finding['introduced']}`, number> = { true: 0, unknown: 1, false: 2 };
const SEVERITY = { error: 0, warning: 1, info: 2 } as const;

/** Text that no parser reads comes before names that no resolver finds, and both before what follows of them. */
function depth({ rule, message }: Finding): number {
  if (SYNTAX.test(rule) || SYNTAX_MESSAGE.test(message)) return 0;
  return RESOLVE.test(rule) || RESOLVE_MESSAGE.test(message) ? 1 : 2;
}

/** TypeScript numbers its syntax errors 1000–1999. */
const SYNTAX = /^(?:TS1\d{3}|(?:parse|syntax)-error|invalid-syntax|E999)$/i;
const SYNTAX_MESSAGE = /^(?:parsing error|syntaxerror)\b/i;
/** Modules, exports and type libraries that cannot be found. */
const RESOLVE =
  /^(?:TS(?:2304|2305|2306|2307|2318|2503|2614|2688|2724|2792|7016)|import(?:-x)?\/(?:no-unresolved|named|default)|n\/no-missing-(?:import|require)|F821|reportMissingImports)$/;
const RESOLVE_MESSAGE =
  /cannot find (?:module|package)|failed to (?:resolve|load)|could not resolve|no module named|ModuleNotFoundError|ERR_MODULE_NOT_FOUND/i;
