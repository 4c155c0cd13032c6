import { argumentsOf } from './script-calls.js';

describe('argumentsOf', () => {
  it.each<[string, string, string[] | undefined]>([
    ['eslint', 'eslint src --ext .ts,.tsx', ['src', '--ext', '.ts,.tsx']],
    ['eslint', 'npx eslint .', ['.']],
    ['eslint', 'prettier --check . && eslint "src/**/*.ts"', ['src/**/*.ts']],
    ['eslint', 'NODE_ENV=test cross-env A=b eslint src', ['src']],
    ['eslint', 'eslint src/*.ts', ['src/*.ts']],
    ['tsc', 'tsc -p tsconfig.check.json --noEmit; echo done', ['-p', 'tsconfig.check.json', '--noEmit']],
    ['vitest', 'vitest', []],
    ['eslint', 'my-eslint src', undefined],
    ['eslint', 'echo eslint src', undefined],
    ['eslint', 'biome check', undefined],
  ])('finds how a script calls %s in `%s`', (program, script, expected) => {
    expect(argumentsOf(program, script)).toEqual(expected);
  });
});
