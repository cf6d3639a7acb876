import { UNIT_AS_WRITTEN, unitCode } from '#libs/contracts';
import { failure, isUuid, success, type Outcome } from '#libs/kernel';

/** One query parameter: how it is read, and how the OpenAPI document shows it. */
export interface QueryParameter<Value> {
  readonly parse: (text: string) => Outcome<Value, 'invalid'>;
  /** Completes "must be …". */
  readonly expected: string;
  readonly description: string;
  readonly required: boolean;
  /** The value of an absent parameter. */
  readonly absent: Value;
  readonly schema: Readonly<Record<string, unknown>>;
}

export type QueryParameters = Readonly<Record<string, QueryParameter<unknown>>>;

/** The type of the values that {@link ContractQuery} gives: `QueryOf<typeof eventFilters>`. */
export type QueryOf<Parameters extends QueryParameters> = {
  readonly [Name in keyof Parameters]: Parameters[Name] extends QueryParameter<infer Value> ? Value : never;
};

type Optional<Value> = QueryParameter<Value | undefined>;
const invalid = failure('invalid' as const);

function optional<Value>(
  description: string,
  expected: string,
  schema: QueryParameter<Value>['schema'],
  parse: QueryParameter<Value>['parse'],
): Optional<Value> {
  return { description, expected, schema, parse, required: false, absent: undefined };
}

/** Query parameters by kind. Each is optional, unless {@link required} or {@link withDefault} wraps it. */
export const query = {
  uuid: (description: string): Optional<string> =>
    optional(description, 'a UUID in lower case', { type: 'string', format: 'uuid' }, (text) => (isUuid(text) ? success(text) : invalid)),

  choice: <const Word extends string>(words: readonly Word[], description: string): Optional<Word> =>
    optional(description, `one of ${words.join(', ')}`, { type: 'string', enum: [...words] }, (text) =>
      words.includes(text as Word) ? success(text as Word) : invalid,
    ),

  integer: (min: number, max: number, description: string): Optional<number> =>
    optional(description, `a whole number from ${min} to ${max}`, { type: 'integer', minimum: min, maximum: max }, (text) => {
      const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? success(value) : invalid;
    }),

  /** A point in time, sent with its offset. The value is UTC in ISO 8601, with milliseconds. */
  instant: (description: string): Optional<string> =>
    optional(description, 'a date and time with offset, such as 2026-05-22T18:00:00Z', { type: 'string', format: 'date-time' }, parseInstant),

  /** Text of a given form, such as a slug or an opaque cursor. */
  text: (pattern: RegExp, expected: string, description: string): Optional<string> =>
    optional(description, expected, { type: 'string', pattern: pattern.source }, (text) => (pattern.test(text) ? success(text) : invalid)),

  slug: (description: string): Optional<string> => query.text(/^[a-z0-9]{1,64}(?:-[a-z0-9]{1,64}){0,15}$/, 'an id such as northshire-csc', description),

  /** The code of a unit, in any case and with outer spaces. The value is in capital letters. */
  unit: (description: string): Optional<string> =>
    optional(description, UNIT_AS_WRITTEN.expected, { type: 'string', pattern: UNIT_AS_WRITTEN.pattern }, (text) => {
      const code = unitCode(text);
      return code === undefined ? invalid : success(code);
    }),

  boolean: (description: string): Optional<boolean> =>
    optional(description, 'true or false', { type: 'boolean' }, (text) =>
      text === 'true' || text === 'false' ? success(text === 'true') : invalid,
    ),
} as const;

/** The same parameter, but its absence is refused. */
export function required<Value>(parameter: QueryParameter<Value | undefined>): QueryParameter<Value> {
  return { ...parameter, required: true } as QueryParameter<Value>;
}

/** The same parameter, with a default value. */
export function withDefault<Value>(parameter: QueryParameter<Value | undefined>, value: Value): QueryParameter<Value> {
  return { ...parameter, absent: value, schema: { ...parameter.schema, default: value } } as QueryParameter<Value>;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

function parseInstant(text: string): Outcome<string, 'invalid'> {
  // An unencoded plus sign arrives as a space.
  const match = INSTANT.exec(text.replace(' ', '+'));
  const date = new Date(match?.[0] ?? Number.NaN);
  // A JavaScript Date reads 30 February as 2 March.
  const isDay = match !== null && !Number.isNaN(date.getTime()) && new Date(`${match[1]}T00:00:00Z`).toISOString().startsWith(match[1] ?? '');
  return isDay ? success(date.toISOString()) : invalid;
}
