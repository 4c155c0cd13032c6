import { checkLinks } from './safe-links.js';

const links = (targets: Record<string, string>) => () => checkLinks(new Map(Object.entries(targets)));

describe('checkLinks', () => {
  it.each([
    ['a link to a sibling', { link: 'file' }],
    ['a link upwards inside the tree', { 'a/b/link': '../../c' }],
    ['a link to nothing inside the tree', { link: 'not/there' }],
    ['a link through a link', { a: 'b', b: 'c/d', 'x/y': '../a' }],
  ])('accepts %s', (_, targets) => {
    expect(links(targets)).not.toThrow();
  });

  it.each([
    ['an absolute link', { link: '/etc/passwd' }, /leaves the tree/],
    ['a link above the root', { 'a/link': '../../x' }, /leaves the tree/],
    // Read as text, a/up/../../x stays inside; on disk, a/up is the root.
    [
      'a link that leaves through another link',
      { 'a/up': '..', link: 'a/up/../x' },
      /"link".*leaves the tree/,
    ],
    ['a link through what is not there yet', { link: 'not/there/../../../x' }, /leaves the tree/],
    ['a link to itself', { link: 'link' }, /loop/],
    ['links in a circle', { a: 'b/x', b: 'a/y' }, /loop/],
    ['an empty link', { link: '' }, /valid target/],
    ['a link with a NUL byte', { link: 'a\0b' }, /valid target/],
  ])('refuses %s', (_, targets, message) => {
    expect(links(targets)).toThrow(message);
  });
});
