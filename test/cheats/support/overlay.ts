/** A symbolic link of a tree. */
export interface Link {
  readonly link: string;
}

/** What becomes of one path: a text, a link, nothing (`null`), or an edit of the text that is there. */
export type Piece = string | null | Link | ((text: string) => string);

/** What a change does to a tree, by path. */
export type Overlay = Readonly<Record<string, Piece>>;

/** The files of a tree, by path. */
export type Files = ReadonlyMap<string, string | Link>;

/** Lays a change over files. @throws Error where it deletes or edits what is not there */
export function laidOver(files: Files, overlay: Overlay): Map<string, string | Link> {
  const result = new Map(files);
  for (const [path, piece] of Object.entries(overlay)) {
    const before = result.get(path);
    if (piece === null) {
      if (!result.delete(path)) throw new Error(`There is no ${path} to delete.`);
    } else if (typeof piece === 'function') {
      if (typeof before !== 'string') throw new Error(`There is no ${path} to edit.`);
      result.set(path, piece(before));
    } else result.set(path, piece);
  }
  return result;
}

/** Replaces one passage, which must be there once. */
export function replace(from: string, to: string): (text: string) => string {
  return (text) => {
    const parts = text.split(from);
    if (parts.length !== 2) throw new Error(`Expected ${JSON.stringify(from)} once in:\n${text}`);
    return parts.join(to);
  };
}

/** Replaces a text wherever it stands; it must be there. */
export function replaceAll(from: string, to: string): (text: string) => string {
  return (text) => {
    if (!text.includes(from)) throw new Error(`Expected ${JSON.stringify(from)} in:\n${text}`);
    return text.replaceAll(from, to);
  };
}

/** Puts lines before a file. */
export const before = (lines: string) => (text: string) => lines + text;

/** Puts lines after a file. */
export const after = (lines: string) => (text: string) => text + lines;

/** One edit after the other. */
export const both =
  (...edits: ((text: string) => string)[]) =>
  (text: string) =>
    edits.reduce((done, edit) => edit(done), text);
