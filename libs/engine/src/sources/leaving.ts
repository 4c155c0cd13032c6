import ts from 'typescript';

/** Whether control may leave at a statement what stands round it: by a `return`, a `break` or a `continue`. */
export function mayLeave(statement: ts.Node): boolean {
  return leaves(statement, { loops: 0, switches: 0, labels: new Set() });
}

interface Within {
  loops: number;
  switches: number;
  labels: ReadonlySet<string>;
}

function leaves(node: ts.Node, within: Within): boolean {
  if (ts.isReturnStatement(node)) return true;
  if (ts.isBreakOrContinueStatement(node)) {
    if (node.label !== undefined) return !within.labels.has(node.label.text);
    return within.loops + (ts.isBreakStatement(node) ? within.switches : 0) === 0;
  }
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
  const below: Within = {
    loops: within.loops + Number(ts.isIterationStatement(node, false)),
    switches: within.switches + Number(ts.isSwitchStatement(node)),
    labels: ts.isLabeledStatement(node) ? new Set([...within.labels, node.label.text]) : within.labels,
  };
  return ts.forEachChild(node, (child) => leaves(child, below)) ?? false;
}
