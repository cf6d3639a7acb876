import { ID_PATTERN, SLUG_PATTERN } from '#libs/kernel';

export type Path = readonly (string | number)[];
type Rule = { readonly pattern: RegExp; readonly form: string };

export const ID: Rule = { pattern: ID_PATTERN, form: 'lower-case words joined by hyphens, such as north-csc' };
export const LINE: Rule = { pattern: /^\S(.*\S)?$/su, form: 'text that is not empty and neither begins nor ends with a space' };
export const FORCE_CODE: Rule = { pattern: /^\d{2}$/u, form: 'two digits in quotes, such as "21"' };
export const URN: Rule = { pattern: /^\d{6}$/u, form: 'six digits in quotes, such as "142001"' };
export const RELATIONSHIP: Rule = { pattern: SLUG_PATTERN, form: 'lower-case words joined by hyphens, such as in-refuge' };
export const FACTOR: Rule = { pattern: /^[A-Z0-9][A-Z0-9-]{0,11}$/u, form: 'a factor code in capital letters and digits, such as "23A"' };
/** The number at its end keeps out a person's name and an e-mail address. */
export const CONTACT: Rule = { pattern: /^[a-z]+(-[a-z]+)*-\d{1,6}$/u, form: 'an opaque reference such as duty-0301, never a name or an address' };
export const HUB_HOURS: Rule = { pattern: new RegExp(`^hub-hours/${ID_PATTERN.source.slice(1)}`, 'u'), form: 'the id of a hub calendar such as hub-hours/north-csc' };
export const TIME_OF_DAY: Rule = { pattern: /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/u, form: 'a local time in quotes, such as "09:00"' };
export const UNIT: Rule = { pattern: /^[A-Z0-9][A-Z0-9-]{0,11}$/u, form: 'the code of a unit in capital letters, digits and hyphens, such as RESPONSE-2' };
/** As a staff reference, because it is recorded beside one. */
export const CLIENT: Rule = { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/u, form: 'the client id in the tokens of a system, of letters, digits, dots, underscores and hyphens, such as north-police-records' };
const DURATION = /^P(?=[\dT])(?:(\d{1,3})D)?(?:T(?=\d)(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?$/u;
const DATE = /^\d{4}-\d{2}-\d{2}$/u;

/**
 * Reads one YAML value strictly, and collects every problem instead of stopping at the first, so that a file can be corrected
 * in one pass. An unreadable value becomes a harmless placeholder; if there are problems the caller must discard the whole
 * result.
 */
export class Reader {
  constructor(
    private readonly report: (path: Path, message: string) => void,
    private readonly value: unknown,
    readonly path: Path = [],
  ) {}

  /** Reports a problem at this position. */
  fail(message: string): void {
    this.report(this.path, message);
  }

  /** Reads the value as a mapping with exactly these keys. Optional keys end in `?`. */
  section(...keys: readonly string[]): (key: string) => Reader {
    const known = new Set(keys.map((key) => key.replace('?', '')));
    const fields = this.mapping();
    if (fields === null) return (key) => this.child(key, undefined);
    for (const key of Object.keys(fields)) {
      if (!known.has(key)) this.child(key, undefined).fail(`Unknown key. Remove it, or use one of: ${[...known].join(', ')}.`);
    }
    for (const key of keys) {
      if (!key.endsWith('?') && !Object.hasOwn(fields, key)) this.child(key, undefined).fail('Missing. Add it.');
    }
    return (key) => this.child(key, Object.hasOwn(fields, key) ? fields[key] : undefined);
  }

  /** A list with at least one item. An empty list is always a mistake: the author leaves the key out, or gives an item. */
  list<Item>(read: (item: Reader) => Item): Item[] {
    if (this.isAbsent()) return [];
    if (!Array.isArray(this.value)) this.fail('Must be a list.');
    else if (this.value.length === 0) this.fail('The list is empty and would allow nothing. Give at least one item.');
    return Array.isArray(this.value) ? this.value.map((item: unknown, index) => read(this.child(index, item))) : [];
  }

  text(rule: Rule = LINE): string {
    if (this.isAbsent()) return '';
    if (typeof this.value === 'string' && rule.pattern.test(this.value)) return this.value;
    this.fail(`Must be ${rule.form}.`);
    return '';
  }

  oneOf<Choice extends string>(choices: readonly [Choice, ...Choice[]]): Choice {
    const choice = choices.find((candidate) => candidate === this.value);
    if (choice === undefined && !this.isAbsent()) this.fail(`Must be one of: ${choices.join(', ')}.`);
    return choice ?? choices[0];
  }

  /** A whole number from 1 upwards. */
  count(): number {
    if (typeof this.value === 'number' && Number.isSafeInteger(this.value) && this.value >= 1) return this.value;
    if (!this.isAbsent()) this.fail('Must be a whole number, 1 or more.');
    return 1;
  }

  /** A whole number from 0 upwards. */
  amount(): number {
    if (typeof this.value === 'number' && Number.isSafeInteger(this.value) && this.value >= 0) return this.value;
    if (!this.isAbsent()) this.fail('Must be a whole number, 0 or more.');
    return 0;
  }

  /** A key that is either `true` or absent, because `false` would look like a rule. */
  yes(): true {
    if (!this.isAbsent() && this.value !== true) this.fail('Must be true. Remove the line if it does not apply.');
    return true;
  }

  /** An ISO 8601 duration of days, hours and minutes: its text, and its minutes. */
  duration(): { readonly text: string; readonly minutes: number } {
    const text = typeof this.value === 'string' ? this.value : '';
    const [, days = 0, hours = 0, minutes = 0] = DURATION.exec(text) ?? [];
    const total = Number(days) * 1_440 + Number(hours) * 60 + Number(minutes);
    if (total === 0 && !this.isAbsent()) this.fail('Must be a duration of days, hours and minutes such as P1D, PT12H or P1DT6H.');
    return { text, minutes: total };
  }

  /** A day of the calendar as an ISO date. */
  date(): string {
    if (this.isAbsent()) return '';
    const text = typeof this.value === 'string' && DATE.test(this.value) ? this.value : '';
    const day = new Date(`${text}T00:00:00Z`);
    if (!Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)) return text;
    this.fail('Must be a day of the calendar, such as 2026-04-01.');
    return '';
  }

  /** True if the key was left out: `section` has reported it already if it is required. */
  isAbsent(): boolean {
    return this.value === undefined;
  }

  private mapping(): Record<string, unknown> | null {
    const { value } = this;
    if (value === undefined) return null;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    this.fail('Must be a set of keys and values.');
    return null;
  }

  private child(key: string | number, value: unknown): Reader {
    return new Reader(this.report, value, [...this.path, key]);
  }
}
