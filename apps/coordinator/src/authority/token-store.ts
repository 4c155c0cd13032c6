import { timingSafeEqual } from 'node:crypto';
import type { TokenSources } from '../config/config.js';
import type { Logger } from '../logging/logger.js';
import type { Credential } from './credential.js';
import { digestOf, type HeldToken, plainToken, saysTheSame, tokenOf } from './held-token.js';
import { type FileMark, markOf, readTokens, TokensFileError } from './read-tokens.js';

const LOOK_EVERY_MS = 1_000;

export interface TokenStoreOptions {
  logger: Logger;
  now?: () => number;
  /** How often the file is looked at, in milliseconds; default 1000. */
  lookEveryMs?: number;
}

/** Knows the tokens (RFC 6750), by their hashes, as the file of tokens has them now. */
export class TokenStore {
  private tokens: readonly HeldToken[];
  private mark: FileMark = '';
  private readonly timer: NodeJS.Timeout | undefined;
  private readonly now: () => number;

  /** @throws TokensFileError when the file cannot be used */
  constructor(
    private readonly sources: TokenSources,
    private readonly options: TokenStoreOptions,
  ) {
    this.now = options.now ?? Date.now;
    this.tokens = sources.plain === undefined ? [] : [plainToken(sources.plain)];
    if (sources.file === undefined) return;
    this.read(sources.file);
    this.timer = setInterval(() => this.look(), options.lookEveryMs ?? LOOK_EVERY_MS).unref();
  }

  /** Without any source of tokens, whoever reaches the service may ask. A file without tokens opens nothing. */
  get isOpen(): boolean {
    return this.sources.plain === undefined && this.sources.file === undefined;
  }

  /**
   * Every token is compared, by its hash and in constant time, so that an answer's time tells nothing of how
   * near a guess came, nor which token it resembles.
   */
  credentialFor(secret: string): Credential | undefined {
    const given = digestOf(secret);
    let found: HeldToken | undefined;
    for (const token of this.tokens) if (timingSafeEqual(token.digest, given)) found = token;
    return found?.isExpired(this.now()) ? undefined : found?.credential;
  }

  /** Reads the file again. What cannot be used is refused as a whole, and logged; what was known holds. */
  reload(): void {
    const { file } = this.sources;
    if (file === undefined) return;
    const { logger } = this.options;
    try {
      this.read(file);
      logger.info({ tokens: this.tokens.map(({ credential }) => credential.name) }, 'tokens read');
    } catch (error) {
      if (!(error instanceof TokensFileError)) throw error;
      logger.error(
        { problem: error.message },
        'the file of tokens cannot be used; the tokens before it hold',
      );
    }
  }

  close(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const { file } = this.sources;
    const nowMs = this.now();
    for (const token of this.tokens) if (token.isExpired(nowMs)) token.revoke();
    if (file !== undefined && markOf(file) !== this.mark) this.reload();
  }

  private read(file: string): void {
    // Taken before, so that a refused file is reported once, and one that changes meanwhile is read again.
    this.mark = markOf(file);
    const { tokens: entries, mark } = readTokens(file);
    this.mark = mark;
    const before = this.tokens;
    const kept = entries.map((entry) => before.find((token) => saysTheSame(token, entry)) ?? tokenOf(entry));
    this.tokens = [...before.filter(({ entry }) => entry === undefined), ...kept];
    for (const token of before) if (!this.tokens.includes(token)) token.revoke();
  }
}
