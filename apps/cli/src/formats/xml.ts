/** An XML 1.0 element: attributes in order, those that are `undefined` left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  children: readonly string[] = [],
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeAttribute(String(value))}"`)
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

/** Text content. */
export function text(value: string): string {
  return legal(value).replace(/[&<>]/g, entity);
}

function escapeAttribute(value: string): string {
  return legal(value).replace(/[&<>"\n\t]/g, entity);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};
const entity = (character: string): string => ENTITIES[character] ?? character;

/** XML 1.0 cannot say most control characters, lone surrogates and two non-characters, not even escaped. */
// oxlint-disable-next-line no-control-regex -- control characters are what this replaces
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/gu;

function legal(value: string): string {
  return value.replaceAll(/\r\n?/g, '\n').replace(ILLEGAL, '\u{fffd}');
}
