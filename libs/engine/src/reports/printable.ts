import { stripVTControlCharacters } from 'node:util';

const TAIL_CHARACTERS = 1500;

/** Where tools and Node itself were when it happened: of no use to a reader, and full of the host's paths. */
const FOREIGN_FRAME = /^\s+at .*(node_modules|\(?node:).*(\n|$)/gm;

/** What this package's own reporters print. */
const OWN_LINE = /^quality-gates-report .*(\n|$)/gm;

/** The last of what a tool printed, without colours, control characters and foreign stack frames, for a message. */
export function tailOf(...texts: string[]): string {
  const text = plain(texts.filter((part) => part.trim()).join('\n'))
    .replaceAll(FOREIGN_FRAME, '')
    .replaceAll(OWN_LINE, '')
    .trim();
  return text.length > TAIL_CHARACTERS ? `… ${text.slice(-TAIL_CHARACTERS)}` : text;
}

/** Text as a person reads it: without colours and control characters other than line ends and tabs. */
export function plain(text: string): string {
  // oxlint-disable-next-line eslint/no-control-regex -- control characters are what it takes away
  return stripVTControlCharacters(text).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}
