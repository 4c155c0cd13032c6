import { hostEnvironment } from './host-environment.js';

describe('the environment of a package manager', () => {
  it('has the registry and the tokens of the operator', () => {
    const env = {
      npm_config_registry: 'https://example.org',
      NPM_TOKEN: 'operator',
      HTTPS_PROXY: 'http://proxy',
    };
    expect(hostEnvironment(env)).toMatchObject(env);
  });

  it('has no settings of the directory in which npm started this process, but those in capitals', () => {
    const environment = hostEnvironment({
      npm_command: 'exec',
      npm_config_registry: 'https://example.org/of-the-tree',
      npm_config_script_shell: '/tree/shell',
      NPM_CONFIG_REGISTRY: 'https://example.org',
    });
    expect(Object.keys(environment).filter((name) => name.startsWith('npm_'))).toEqual([]);
    expect(environment['NPM_CONFIG_REGISTRY']).toBe('https://example.org');
  });

  it('finds no programs of a tree, and loads nothing into Node.js', () => {
    const environment = hostEnvironment({
      PATH: '/tree/node_modules/.bin:/usr/bin:relative:/bin',
      NODE_OPTIONS: '--require /tree/hook.cjs',
      NODE_PATH: '/tree',
    });
    expect(environment['PATH']).toBe('/usr/bin:/bin');
    expect(Object.keys(environment)).not.toContain('NODE_OPTIONS');
    expect(Object.keys(environment)).not.toContain('NODE_PATH');
  });

  it('has no secret of the coordinator', () => {
    expect(hostEnvironment({ QG_TOKEN: 'secret' })).not.toHaveProperty('QG_TOKEN');
  });
});
