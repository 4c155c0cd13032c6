// swc turns TypeScript and the ES modules of dependencies into CommonJS; other CommonJS files stay as they are.
const { createHash } = require('node:crypto');
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
const swcJest = require('@swc/jest');

const shared = { swcrc: false, sourceMaps: 'inline', module: { type: 'commonjs', ignoreDynamic: false } };
const typescript = swcJest.createTransformer({
  ...shared,
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    target: 'es2022',
    keepClassNames: true,
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
});
const javascript = swcJest.createTransformer({
  ...shared,
  jsc: { parser: { syntax: 'ecmascript' }, target: 'es2022' },
});

const packageTypes = new Map();
function packageTypeOf(directory) {
  if (packageTypes.has(directory)) return packageTypes.get(directory);
  const manifest = path.join(directory, 'package.json');
  const parent = path.dirname(directory);
  const type = existsSync(manifest)
    ? (JSON.parse(readFileSync(manifest, 'utf8')).type ?? 'commonjs')
    : parent === directory
      ? 'commonjs'
      : packageTypeOf(parent);
  packageTypes.set(directory, type);
  return type;
}

function transformerFor(file, source) {
  if (/\.[cm]?ts$/.test(file)) return typescript;
  if (file.endsWith('.mjs') || (file.endsWith('.js') && packageTypeOf(path.dirname(file)) === 'module'))
    return javascript;
  // A CommonJS package that loads an ES module on demand.
  return /\bawait import\(/.test(source) ? javascript : undefined;
}

module.exports = {
  canInstrument: false,
  getCacheKey(source, file, options) {
    return (
      transformerFor(file, source)?.getCacheKey(source, file, options) ??
      createHash('sha256').update('as is\0').update(file).update('\0').update(source).digest('hex')
    );
  },
  process(source, file, options) {
    return transformerFor(file, source)?.process(source, file, options) ?? { code: source };
  },
};
