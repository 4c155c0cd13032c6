import { withNameForPath } from './repository-names.js';

describe('the real path of a repository', () => {
  it.each([
    ['in /srv/shop.', 'in shop.'],
    ['/srv/shop/package.json:3', 'shop/package.json:3'],
    ["cd '/srv/shop' && npm ci", "cd 'shop' && npm ci"],
    ['file:/srv/shop', 'file:shop'],
    [
      '/srv/shop2 and /srv/shop-b and /srv/shop.git stay',
      '/srv/shop2 and /srv/shop-b and /srv/shop.git stay',
    ],
    ['/other/srv/shop stays', '/other/srv/shop stays'],
  ])('is not told: %s', (text, told) => {
    expect(withNameForPath({ deep: [{ text }], count: 3, none: null }, '/srv/shop', 'shop')).toEqual({
      deep: [{ text: told }],
      count: 3,
      none: null,
    });
  });

  it('is replaced by a name as it stands, whatever signs it has', () => {
    expect(withNameForPath('/srv/a+b (1)/x', '/srv/a+b (1)', '/link/$&')).toBe('/link/$&/x');
  });
});
