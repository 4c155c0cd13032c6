import { createHash, timingSafeEqual } from 'node:crypto';
import { QualityGatesError } from '@quality-gates/contract';

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Knows the bearer tokens (RFC 6750), by their hashes. */
export class Authentication {
  private readonly known: readonly Buffer[];

  constructor(tokens: readonly string[]) {
    this.known = tokens.map(digest);
  }

  /** Without a token, whoever reaches the service may ask. */
  get isOpen(): boolean {
    return this.known.length === 0;
  }

  /**
   * Takes the same time for every token of the same length, whichever it resembles.
   *
   * @throws QualityGatesError `unauthorized`
   */
  assertKnown(header: string | undefined): void {
    if (this.isOpen) return;
    const token = /^bearer +(\S+) *$/i.exec(header ?? '')?.[1];
    if (token === undefined) {
      throw new QualityGatesError('unauthorized', 'This needs a token.', {
        mend: 'Send Authorization: Bearer <token>.',
      });
    }
    const given = digest(token);
    const matches = this.known.map((known) => timingSafeEqual(known, given));
    if (!matches.includes(true)) {
      throw new QualityGatesError('unauthorized', 'This token is not known here.', {
        mend: 'Send one of the tokens that the coordinator was started with.',
      });
    }
  }
}
