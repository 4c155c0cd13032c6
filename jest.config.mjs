/** Sources and ESM dependencies alike are compiled to CommonJS by swc, so no VM-modules flag is needed. */
/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*.e2e-spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '<rootDir>/test/fixtures/', '<rootDir>/test/bench/'],
  modulePathIgnorePatterns: ['<rootDir>/(libs|apps)/[^/]+/dist/', '<rootDir>/test/(fixtures|package/apps)/'],
  transform: { '\\.([cm]?ts|m?js)$': '<rootDir>/jest.transform.cjs' },
  transformIgnorePatterns: [],
  moduleNameMapper: {
    '^@quality-gates/(contract|git|engine)$': '<rootDir>/libs/$1/src/index.ts',
    '^@quality-gates/nestjs$': '<rootDir>/libs/quality-gates/src/index.ts',
    '^@quality-gates/nestjs/(testing|health)$': '<rootDir>/libs/quality-gates/src/$1/index.ts',
    // Published for `import` alone, which Jest's resolver does not ask for.
    '^unicorn-magic$': '<rootDir>/node_modules/unicorn-magic/node.js',
    '^(\\.{1,2}/.*)\\.js$': ['$1.js', '$1.ts'],
  },
  setupFiles: ['reflect-metadata'],
  cacheDirectory: '<rootDir>/.jest-cache',
  testTimeout: 60_000,
  // Tests wait for processes more than they compute.
  maxWorkers: '100%',
};
