// What tsc leaves open: the CommonJS build of a dual package needs its own `type`, since the package itself is a
// module, and a program has to be executable.
import { chmodSync, existsSync, writeFileSync } from 'node:fs';

const file = (path) => new URL(`../${path}`, import.meta.url);

for (const lib of ['contract', 'git', 'quality-gates']) {
  const directory = file(`libs/${lib}/dist/cjs/`);
  if (existsSync(directory)) writeFileSync(new URL('package.json', directory), '{ "type": "commonjs" }\n');
}
for (const app of ['coordinator', 'cli']) {
  const program = file(`apps/${app}/dist/main.js`);
  if (existsSync(program)) chmodSync(program, 0o755);
}
