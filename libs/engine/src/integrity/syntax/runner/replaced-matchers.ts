import ts from 'typescript';
import { constantText } from '../../../sources/constant-text.js';
import { vocabularyOf } from '../../../sources/test-vocabulary.js';
import { isMatcherOfRunner } from '../matchers.js';
import type { Side } from '../sides.js';

/** Names of built-in matchers that an `expect.extend({ … })` gives another meaning. */
export function replacedMatchers(side: Side): { node: ts.Node; name: string }[] {
  const names = vocabularyOf(side.source);
  const found: { node: ts.Node; name: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === 'extend'
    ) {
      const of = node.expression.expression;
      const isExpect = ts.isIdentifier(of) ? names.get(of.text)?.kind === 'expect' : true;
      const [matchers] = node.arguments;
      if (isExpect && matchers && ts.isObjectLiteralExpression(matchers)) {
        for (const { name } of matchers.properties) {
          const text =
            name === undefined
              ? undefined
              : ts.isComputedPropertyName(name)
                ? constantText(name.expression)
                : name.text;
          if (name !== undefined && text !== undefined && isMatcherOfRunner(text))
            found.push({ node: name, name: text });
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(side.source);
  return found;
}
