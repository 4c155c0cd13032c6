import { InvalidRequestError, type SchemaIssue } from '@quality-gates/contract';

type PathKey = PropertyKey | { readonly key: PropertyKey };

interface Issue {
  readonly message: string;
  readonly path?: readonly PathKey[] | undefined;
}

const MOST_ISSUES = 100;
const LONGEST_POINTER = 1024;
const LONGEST_MESSAGE = 2048;

/** The body has not the form that the contract gives. */
export class InvalidBodyError extends InvalidRequestError {
  readonly issues: readonly SchemaIssue[];

  constructor(issues: readonly Issue[]) {
    super('The body is not a valid check request.');
    this.issues = issues.slice(0, MOST_ISSUES).map(({ path, message }) => ({
      pointer: pointerOf(path ?? []).slice(0, LONGEST_POINTER),
      message: message.slice(0, LONGEST_MESSAGE),
    }));
  }
}

/** A JSON Pointer (RFC 6901). */
function pointerOf(path: readonly PathKey[]): string {
  return path
    .map((step) => String(typeof step === 'object' ? step.key : step))
    .map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
