import { createLocalJWKSet, errors, type JSONWebKeySet, type JWK } from 'jose';

/** Where the key set of an issuer comes from. */
export interface KeySource {
  /** Milliseconds after which the keys are read again in the background. */
  readonly freshForMs: number;
  /** The least milliseconds between two readings that requests cause, so that made-up keys cannot flood the issuer. */
  readonly pauseMs: number;
  /** @returns the text of a JWK set. @throws an error with a `code` where it cannot be had. */
  read(): Promise<string>;
}

/** Gets each change of the state of the keys, for logs and health. `reason` is a code. */
export type KeyObserver = (state: 'loaded' | 'changed' | 'failed', reason?: string) => void;

/** No key of the set fits the header of the token. */
export class UnknownKey extends Error {
  readonly code = 'unknown-key';
}

/** Keys are needed, and the issuer cannot be reached. */
export class KeysUnavailable extends Error {
  readonly code = 'keys-unavailable';
}

type Resolver = ReturnType<typeof createLocalJWKSet>;

interface KeySetOptions {
  readonly source: KeySource;
  /** Milliseconds for which known keys count while the source fails. */
  readonly keptForMs: number;
  /** Milliseconds since 1970, of the real clock. */
  readonly now: () => number;
  readonly observe?: KeyObserver;
}

/**
 * The keys of an issuer, held in memory. They are read again when they are no longer fresh and when a token names an unknown key, but not more
 * often than the source's pause. Where the source fails, known keys count for a time and then no more.
 */
export class KeySet {
  /** Rises with each change of the keys. A result that older keys gave counts no more. */
  generation = 0;
  private resolver: Resolver | undefined;
  private text: string | undefined;
  private readAt = Number.NEGATIVE_INFINITY;
  private triedAt = Number.NEGATIVE_INFINITY;
  private failing = false;
  private reading: Promise<void> | undefined;

  constructor(private readonly options: KeySetOptions) {}

  /** True while there are keys that count. Reads them first if there are none. */
  async isUsable(): Promise<boolean> {
    const { source, now } = this.options;
    if (this.counts()) {
      if (now() - this.readAt >= source.freshForMs) void this.readAgain();
      return true;
    }
    await this.readAgain();
    return this.counts();
  }

  /** Why the keys do not count or may soon not; undefined while the source answers. */
  get isFailing(): boolean {
    return this.failing;
  }

  /** For jose: the key that fits a protected header. @throws UnknownKey, KeysUnavailable. */
  readonly resolve: (...asked: Parameters<Resolver>) => ReturnType<Resolver> = async (header, token) => {
    try {
      return await this.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    await this.readAgain();
    try {
      return await this.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      // With the issuer away, a new key of it cannot be told from an invented one.
      throw this.failing ? new KeysUnavailable('the key set cannot be read', { cause: error }) : new UnknownKey('the key set has no such key', { cause: error });
    }
  };

  private async find(...[header, token]: Parameters<Resolver>): ReturnType<Resolver> {
    if (this.resolver === undefined || !this.counts()) throw new KeysUnavailable('there are no keys that count');
    return this.resolver(header, token);
  }

  private counts(): boolean {
    return this.resolver !== undefined && this.options.now() - this.readAt < this.options.keptForMs;
  }

  /** One reading at a time. All requests that wait for keys wait for the same one. */
  private async readAgain(): Promise<void> {
    const { source, now } = this.options;
    if (this.reading === undefined && now() - this.triedAt < source.pauseMs) return;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    await this.reading;
  }

  private async read(): Promise<void> {
    const { source, now, observe } = this.options;
    this.triedAt = now();
    try {
      const text = await source.read();
      if (text !== this.text) {
        this.resolver = createLocalJWKSet(parseKeySet(text));
        observe?.(this.text === undefined ? 'loaded' : 'changed');
        this.text = text;
        this.generation += 1;
      }
      this.readAt = now();
      this.failing = false;
    } catch (error) {
      this.failing = true;
      observe?.('failed', codeOf(error));
    }
  }
}

/** Malformed text is refused as a whole: half of a key set would refuse the callers of the other half. @throws an error with a `code`. */
function parseKeySet(text: string): JSONWebKeySet {
  const set = parseJson(text);
  const keys: unknown = typeof set === 'object' && set !== null ? Reflect.get(set, 'keys') : undefined;
  if (!Array.isArray(keys) || !keys.every(isKey)) throw malformed();
  // A secret or a private key has no place in a published set, and no token is checked with one.
  const published = keys.filter((key) => key.kty !== 'oct' && key.d === undefined);
  if (published.length === 0) throw malformed();
  return { keys: published };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw malformed(error);
  }
}

function isKey(value: unknown): value is JWK & { readonly kty: string } {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'kty') === 'string';
}

function malformed(cause?: unknown): Error {
  return Object.assign(new Error('this is not a JWK set with a public key', { cause }), { code: 'malformed-key-set' });
}

function codeOf(error: unknown): string {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    const code: unknown = Reflect.get(each, 'code');
    if (typeof code === 'string') return code;
  }
  return 'unexpected-error';
}
