// What tsc leaves open: the CommonJS build of a dual package needs its own `type`, since the package itself is a module.
import { existsSync, writeFileSync } from 'node:fs';

for (const lib of ['contract', 'git', 'quality-gates']) {
  const directory = new URL(`../libs/${lib}/dist/cjs/`, import.meta.url);
  if (existsSync(directory)) writeFileSync(new URL('package.json', directory), '{ "type": "commonjs" }\n');
}
