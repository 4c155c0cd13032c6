import ts from 'typescript';

/** What the language itself brings; what is merged into it holds for all code there is. */
const OF_LANGUAGE =
  /^((Readonly)?(Array|Map|Set)|Object|Function|(Callable|Newable)Function|String|Number|Boolean|Symbol|BigInt|Weak(Map|Set|Ref)|Promise|PromiseLike|\w*Error|RegExp|Date|Math|JSON|Reflect|Proxy|Iterator|Iterable|IteratorObject|Generator|ArrayLike|ArrayBuffer|\w+Array|Intl|IArguments)(Constructor)?$/;
const ASSET =
  /^[^*]*\*[^*]*\.(?![cm]?[jt]sx?$)[\w-]+(\?\w+)?$|^\*\?(raw|url|inline|worker|sharedworker|init|component|react|jsx)$/;
const OF_PROJECT = /^(\.{0,2}\/|@\/|~|#)/;

/**
 * Says what a declaration makes the checker believe of types that are declared elsewhere: signatures and members that
 * it merges into them, or a module that it describes in place of the real one. Undefined for what is honest by its
 * kind: assets, a package without types, members of an interface that a package leaves open.
 */
export function mergedType(node: ts.Node): { kind: string; message: string } | undefined {
  if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) return ofModule(node, node.name.text);
  if (!ts.isInterfaceDeclaration(node)) return undefined;
  const name = node.name.text;
  const isForeign = isInForeignModule(node);
  if (!isForeign && !(isGlobal(node) && OF_LANGUAGE.test(name))) return undefined;
  const merged = node.members.find(
    (one) => isSignature(one) || (!isForeign && one.questionToken === undefined),
  );
  return merged === undefined
    ? undefined
    : {
        kind: 'merge',
        message: `This adds to "${name}", which is declared elsewhere, and the checker believes it although nothing there does what it says. Declare a type of your own, or narrow the value by a test.`,
      };
}

function ofModule(node: ts.ModuleDeclaration, name: string): { kind: string; message: string } | undefined {
  if (ASSET.test(name)) return undefined;
  if (node.body === undefined) {
    return {
      kind: 'module',
      message:
        'A module that is declared without a body has the type "any" throughout. Declare what is used of it.',
    };
  }
  if (OF_PROJECT.test(name) || name.includes('*')) {
    return {
      kind: 'module',
      message: `This says by hand what "${name}" is, and the checker believes it whatever the module does. Write the types where the module is.`,
    };
  }
  // Without imports or exports round it, it describes a package that may have no types of its own.
  if (!ts.isExternalModule(node.getSourceFile()) || !ts.isModuleBlock(node.body)) return undefined;
  const addsValue = node.body.statements.some(
    (one) => ts.isFunctionDeclaration(one) || ts.isVariableStatement(one) || ts.isClassDeclaration(one),
  );
  return addsValue
    ? {
        kind: 'module',
        message: `This adds functions or values to "${name}" that the package does not have, and the checker believes it. Wrap what the package has in a function of your own.`,
      }
    : undefined;
}

function isSignature(node: ts.TypeElement): boolean {
  return ts.isCallSignatureDeclaration(node) || ts.isConstructSignatureDeclaration(node);
}

/** In `declare global`, or in a file that is no module. */
function isGlobal(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isSourceFile(parent)) return !ts.isExternalModule(parent);
  return ts.isModuleBlock(parent) && (parent.parent.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
}

/** In `declare module 'vue'`, where that adds to a module with types of its own. */
function isInForeignModule(node: ts.Node): boolean {
  if (!ts.isExternalModule(node.getSourceFile())) return false;
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isModuleDeclaration(at) && ts.isStringLiteral(at.name)) return true;
  }
  return false;
}
