/** The house of docs/architecture.md: arrows point one way, nothing imports an app, nothing reaches past an index. */
const inside = (folder) => `^${folder}/(src|bin|dist)/`;
const mayImport = (folder, allowed) => ({
  name: `${folder.replace('/', '-')}-imports`,
  comment: `${folder} imports only ${allowed.join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: inside(folder) },
  to: {
    path: '^(libs|apps)/',
    pathNot: ['/node_modules/', inside(folder), ...allowed.map((other) => `^${other}/(src/index|dist/)`)],
  },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    mayImport('libs/contract', []),
    mayImport('libs/git', ['libs/contract']),
    mayImport('libs/engine', ['libs/contract', 'libs/git']),
    mayImport('libs/quality-gates', ['libs/contract', 'libs/git']),
    mayImport('apps/coordinator', ['libs/contract', 'libs/git', 'libs/engine']),
    mayImport('apps/orchestrator', ['libs/quality-gates', 'libs/contract', 'libs/git', 'libs/engine']),
    mayImport('apps/cli', ['libs/contract', 'libs/git', 'libs/engine', 'libs/quality-gates']),
    {
      name: 'no-reaching-past-an-index',
      comment: 'A library is used through what its index exports.',
      severity: 'error',
      from: { path: '^(libs|apps)/([^/]+)/' },
      to: {
        path: '^libs/[^/]+/(src|dist)/',
        pathNot: ['^$1/$2/', '/(src|dist)(/esm|/cjs)?(/(testing|health))?/index\\.'],
      },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-undeclared-packages',
      comment: 'What is imported is in the package.json beside it.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '\\.spec\\.ts$' },
      to: { path: 'node_modules', dependencyTypesNot: ['npm', 'npm-peer', 'npm-optional'] },
    },
    {
      name: 'no-nest-in-the-engine',
      severity: 'error',
      from: { path: '^libs/(contract|git|engine)/' },
      to: { path: 'node_modules/(@nestjs|axios|rxjs)' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^(libs|apps)/[^/]+/dist/'] },
    exclude: { path: '(^|/)(dist|node_modules)/.*\\.spec\\.' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: 'tsconfig.test.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
