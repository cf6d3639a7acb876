import { SLUG_PATTERN, UUID_PATTERN } from '#libs/kernel';

/**
 * A shape of text. JSON Schema and class-validator use the same rule, so that they cannot drift apart. Patterns are linear
 * (classes that share no character, one after the other): a hostile 1 MB string costs milliseconds, not a core.
 */
export interface TextShape {
  /**
   * The published pattern, anchored. It keeps to the constructs that validators in Python, Go and Java accept as well; a test
   * checks every published file (`published/portable-pattern.ts`).
   */
  readonly pattern: string;
  /** Completes "must be …" in an error message. */
  readonly expected: string;
  /** The whole rule, where a portable pattern cannot express it. It refuses all that `pattern` refuses. */
  readonly strict?: StrictRule;
}

interface StrictRule {
  /** A regular expression with the `u` flag, or another test. `toString` distinguishes it from other rules. */
  readonly rule: { test(text: string): boolean; toString(): string };
  /** The part of the rule that the pattern lacks: a sentence for the description of each field of this shape. */
  readonly note: string;
}

/** At least one character other than separators and invisible characters. */
const NOT_BLANK = String.raw`(?=[\p{Z}\p{C}]*[^\p{Z}\p{C}])`;

/**
 * Control characters break CSV exports, terminals and (`\u0000`) PostgreSQL's text. A lone surrogate has no UTF-8 form, so the
 * digest of the text would differ from the digest of the received bytes. Zero-width joiners are allowed, because names need
 * them.
 */
export const LINE: TextShape = {
  pattern: String.raw`^[ \xA0]*[^\x00-\x20\x7F-\xA0][^\x00-\x1F\x7F-\x9F]*$`,
  expected: 'one line of well-formed text that is not blank',
  strict: {
    rule: new RegExp(String.raw`^${NOT_BLANK}[^\u0000-\u001F\u007F-\u009F\u2028\u2029\p{Cs}]*$`, 'u'),
    note: 'At least one character is visible, and none is a line separator or a lone surrogate.',
  },
};

export const PROSE: TextShape = {
  pattern: String.raw`^[\t\n\r \xA0]*[^\x00-\x20\x7F-\xA0][^\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]*$`,
  expected: 'well-formed text that is not blank, without control characters other than line breaks and tabs',
  strict: {
    rule: new RegExp(String.raw`^${NOT_BLANK}[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\p{Cs}]*$`, 'u'),
    note: 'At least one character is visible, and none is a lone surrogate.',
  },
};

export const SLUG: TextShape = {
  pattern: SLUG_PATTERN.source,
  expected: 'lower-case words and digits joined by hyphens',
};

export const OPEN_CODE: TextShape = {
  pattern: '^[A-Z0-9][A-Z0-9-]{0,11}$',
  expected: 'a code of 1 to 12 capital letters, digits and hyphens',
};

export const UUID: TextShape = {
  pattern: UUID_PATTERN.source,
  expected: 'a UUID in lower case',
};

export const DIGEST: TextShape = { pattern: '^[0-9a-f]{64}$', expected: 'a SHA-256 digest: 64 lower-case hexadecimal digits' };

/** Opaque on purpose: no space and no other punctuation, so that a name does not fit. */
export const STAFF_REFERENCE: TextShape = {
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  expected: 'an opaque staff reference such as sw-0142, never a name',
};

export const KAFKA_OFFSET: TextShape = { pattern: '^(?:0|[1-9][0-9]{0,18})$', expected: 'a decimal number without leading zeros' };

/**
 * Years 1900 to 2099. Stricter than RFC 3339 where stores and languages disagree: capital T and Z, no leap second, at most
 * nanoseconds. {@link isCalendarDate} checks the calendar (no 30 February); JSON Schema has `format`.
 */
const DATE_PART = String.raw`(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])`;

export const CALENDAR_DATE: TextShape = { pattern: `^${DATE_PART}$`, expected: 'a date of the calendar, YYYY-MM-DD' };

/** A date of birth as far as it is known: a day, a month, or a year. */
export const BIRTH_DATE: TextShape = {
  pattern: '^(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?$',
  expected: 'a date of the calendar, YYYY-MM-DD, or the known part of it, YYYY-MM or YYYY',
  strict: {
    rule: {
      test: (text) => BIRTH_DATE_PARTS.test(text) && (text.length < 10 || isCalendarDate(text)),
      toString: () => 'birth-date',
    },
    note: 'A whole date is a day that the calendar has.',
  },
};
const BIRTH_DATE_PARTS = new RegExp(BIRTH_DATE.pattern, 'u');

const HOURS_MINUTES = '(?:[01][0-9]|2[0-3]):[0-5][0-9]';

export const INSTANT: TextShape = {
  pattern: String.raw`^${DATE_PART}T${HOURS_MINUTES}:[0-5][0-9](?:\.[0-9]{1,9})?(?:Z|[+-]${HOURS_MINUTES})$`,
  expected: 'a date and time of the calendar with its offset, such as 2026-05-22T18:00:00+01:00',
};

/** JSON Schema counts characters (code points); JavaScript's `length` would count an emoji twice. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** True if the text begins with a day that exists: 2024-02-29 does, 2026-02-30 does not. */
export function isCalendarDate(text: string): boolean {
  const [year, month, day] = [text.slice(0, 4), text.slice(5, 7), text.slice(8, 10)].map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
