import { tmpdir } from 'node:os';
import { HIDDEN, HostPaths } from './host-paths.js';

const paths = new HostPaths(['/srv/git', '/var/lib/quality gates', '/opt/app', '/']);

describe('a path of the host', () => {
  it.each([
    ['cannot read /srv/git/secret/x.ts:3:1', `cannot read ${HIDDEN}:3:1`],
    ["open '/opt/app/node_modules/a/b.js'", `open '${HIDDEN}'`],
    ['in /srv/git.', `in ${HIDDEN}.`],
    ['file:///srv/git/a', `file://${HIDDEN}`],
    ['/srv/git and (/srv/git/b)', `${HIDDEN} and (${HIDDEN})`],
    ['cwd=/opt/app/dist', `cwd=${HIDDEN}`],
    ['/var/lib/quality gates/checks', HIDDEN],
    ['/srv/github/a stays', '/srv/github/a stays'],
    ['src/srv/git/a stays', 'src/srv/git/a stays'],
    ['/usr/include stays', '/usr/include stays'],
  ])('is not told: %s', (text, told) => {
    expect(paths.hide({ deep: [{ text }], count: 3, none: null })).toEqual({
      deep: [{ text: told }],
      count: 3,
      none: null,
    });
  });

  it('is told to who has named it, with what lies below it', () => {
    const named = ['/srv/git/shop'];
    expect(paths.hide('No repository "/srv/git/shop" here, nor /srv/git/web.', named)).toBe(
      `No repository "/srv/git/shop" here, nor ${HIDDEN}.`,
    );
    expect(paths.hide('/srv/git/shop/a.ts and /srv/git/shop2/a.ts', named)).toBe(
      `/srv/git/shop/a.ts and ${HIDDEN}`,
    );
    expect(paths.hide('/opt/app/x', ['/'])).toBe(HIDDEN);
  });

  it('of the installation and of temporary files is known', () => {
    const known = HostPaths.of({ roots: [], repositories: new Map() });
    expect(known.hide(`${__dirname}/a.ts ${tmpdir()}/b ${process.execPath}`)).toBe(
      `${HIDDEN} ${HIDDEN} ${HIDDEN}`,
    );
  });
});
