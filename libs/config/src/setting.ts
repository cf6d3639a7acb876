import { isAbsolute, resolve } from 'node:path';

import { failure, success, type Outcome } from '#libs/kernel';

export type SettingKind = 'port' | 'integer' | 'choice' | 'list' | 'postgres-url' | 'http-url' | 'path' | 'secret' | 'slug' | 'text';

/** One environment key: its name, its valid values and its default. */
export interface Setting<Value> {
  readonly key: string;
  readonly kind: SettingKind;
  /** The valid values in words. A configuration problem shows nothing else about a value. */
  readonly expected: string;
  /** One line for `.env.example` and the runbook. */
  readonly description: string;
  /** True when the value must never be shown, not even to the operator who set it. */
  readonly secret: boolean;
  readonly required: boolean;
  /** The default as text of an environment file; `undefined` if there is none. */
  readonly defaultText: string | undefined;
  /** A valid value without a real target. */
  readonly example: string;
  /** The value of an unset key, from the settings read before it. */
  readonly fallback: (earlier: Readonly<Record<string, unknown>>) => Value;
  /** @returns the value, or only the fact that the text is not valid. */
  readonly parse: (text: string, earlier: Readonly<Record<string, unknown>>) => Outcome<Value, 'invalid'>;
  /** One sentence about a refused value, where `expected` alone does not name the fault. It may show the value only if no secret is written so. */
  readonly explain?: (text: string, earlier: Readonly<Record<string, unknown>>) => string;
}

interface Described {
  readonly description: string;
}

/** Without a default a key is required, unless {@link optional} or {@link derived} wraps it. */
interface Unset<Value> {
  readonly default?: Value;
  readonly example?: string;
}

const invalid = failure('invalid' as const);

function define<Value>(
  key: string,
  kind: SettingKind,
  options: Described & Unset<Value> & { readonly expected: string; readonly secret?: boolean; readonly example: string },
  parse: Setting<Value>['parse'],
): Setting<Value> {
  const { default: fallback } = options;
  return {
    key,
    kind,
    parse,
    expected: options.expected,
    description: options.description,
    secret: options.secret ?? false,
    required: fallback === undefined,
    defaultText: fallback === undefined ? undefined : String(fallback),
    example: options.example,
    fallback: () => fallback as Value,
  };
}

/** A decimal integer from `min` to `max`, both included. */
export function integer(key: string, range: { min: number; max: number }, options: Described & Unset<number>): Setting<number> {
  const expected = `a whole number from ${range.min} to ${range.max}`;
  return define(key, 'integer', { example: String(range.min), ...options, expected }, (text) => parseInteger(text, range));
}

/** A TCP port; 0 lets the system choose one. */
export function port(key: string, options: Described & Unset<number>): Setting<number> {
  const range = { min: 0, max: 65_535 };
  const expected = 'a port number from 0 to 65535 (0: any free port)';
  return define(key, 'port', { example: '4100', ...options, expected }, (text) => parseInteger(text, range));
}

function parseInteger(text: string, range: { min: number; max: number }): Outcome<number, 'invalid'> {
  if (!/^\d{1,9}$/.test(text)) return invalid;
  const value = Number(text);
  return value >= range.min && value <= range.max ? success(value) : invalid;
}

/** One of a closed set of words. */
export function choice<const Word extends string>(
  key: string,
  words: readonly Word[],
  options: Described & { readonly default: NoInfer<Word> },
): Setting<Word> {
  const expected = `one of ${words.join(', ')}`;
  return define<Word>(key, 'choice', { ...options, expected, example: options.default }, (text) =>
    words.includes(text as Word) ? success(text as Word) : invalid,
  );
}

/** Text of a given form. `expected` describes the form in words. */
export function text(
  key: string,
  form: { readonly pattern: RegExp; readonly expected: string; readonly kind?: SettingKind },
  options: Described & Unset<string>,
): Setting<string> {
  const { pattern, expected, kind = 'text' } = form;
  return define(key, kind, { example: options.default ?? '', ...options, expected }, (value) =>
    pattern.test(value) ? success(value) : invalid,
  );
}

/** A comma-separated list without empty items, such as `127.0.0.1:9092,127.0.0.1:9093`. */
export function list(
  key: string,
  form: { readonly item: RegExp; readonly expected: string },
  options: Described & { readonly example: string },
): Setting<readonly string[]> {
  return define<readonly string[]>(key, 'list', { ...options, expected: form.expected }, (value) => {
    const items = value.split(',').map((item) => item.trim());
    return items.every((item) => form.item.test(item)) ? success(items) : invalid;
  });
}

/** How a connection to PostgreSQL is protected: by libpq's names, of which any weaker one is refused. */
const TLS_PARAMETERS = new Set(['sslmode', 'sslrootcert', 'sslcert', 'sslkey']);

/** The URL of a PostgreSQL database, with the role to log in as. Secret, because it may hold a password. */
export function postgresUrl(key: string, options: Described & Unset<string>): Setting<string> {
  const expected = 'a PostgreSQL URL with user and database, such as postgresql://user:password@127.0.0.1:5432/exchange,'
    + ' with ?sslmode=verify-full&sslrootcert=<file> for TLS (and sslcert and sslkey for a certificate of the role)';
  return define(
    key,
    'postgres-url',
    { example: 'postgresql://user:password@127.0.0.1:5432/exchange', ...options, expected, secret: true },
    (value) => {
      const url = parseUrl(value, ['postgres:', 'postgresql:']);
      return url !== undefined && url.username !== '' && url.pathname.length > 1 && protects(url.searchParams) ? success(value) : invalid;
    },
  );
}

/**
 * True for no parameter, and for TLS with a verified server. Other modes of libpq encrypt for any server that answers, and a parameter that the
 * driver would not read gives a false sense of protection.
 */
function protects(parameters: URLSearchParams): boolean {
  const names = [...parameters.keys()];
  if (names.length === 0) return true;
  const isKnown = names.every((name) => TLS_PARAMETERS.has(name) && parameters.get(name) !== '') && new Set(names).size === names.length;
  return isKnown && parameters.get('sslmode') === 'verify-full' && parameters.has('sslcert') === parameters.has('sslkey');
}

/** An `http` or `https` URL without user, query or fragment; given back without a trailing slash. */
export function httpUrl(key: string, options: Described & Unset<string>): Setting<string> {
  const expected = 'an http or https URL such as http://127.0.0.1:4100';
  return define(key, 'http-url', { example: 'http://127.0.0.1:4100', ...options, expected }, (value) => {
    const url = parseUrl(value, ['http:', 'https:']);
    const plain = url !== undefined && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
    return plain ? success(value.replace(/\/+$/, '')) : invalid;
  });
}

function parseUrl(value: string, protocols: readonly string[]): URL | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && protocols.includes(url.protocol) && url.hostname !== '' ? url : undefined;
}

/** A path in the file system, made absolute against the working directory. Its reader checks whether it exists. */
export function path(key: string, options: Described & Unset<string>): Setting<string> {
  return define(key, 'path', { example: './example', ...options, expected: 'a path' }, (value) =>
    value.includes('\0') ? invalid : success(isAbsolute(value) ? value : resolve(value)),
  );
}

/** A key or password of at least `minLength` characters. */
export function secret(key: string, minLength: number, options: Described): Setting<string> {
  const expected = `a secret of at least ${minLength} characters`;
  return define<string>(key, 'secret', { ...options, expected, secret: true, example: 'x'.repeat(minLength) }, (value) =>
    value.length >= minLength ? success(value) : invalid,
  );
}

/** The same setting, `undefined` when it is not set. */
export function optional<Value>(setting: Setting<Value>): Setting<Value | undefined> {
  return { ...setting, required: false, defaultText: undefined, fallback: () => undefined };
}

/** The same setting with a default that follows from earlier settings; `inWords` describes the default. */
export function derived<Value>(
  setting: Setting<Value>,
  inWords: string,
  derive: (earlier: Readonly<Record<string, unknown>>) => Value,
): Setting<Value> {
  return { ...setting, required: false, defaultText: inWords, fallback: derive };
}
