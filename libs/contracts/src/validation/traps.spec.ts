import { describe, expect, it } from '@jest/globals';

import { compileContract } from './contract.js';
import {
  CalendarDate, Code, Digest, EmptyBody, Instant, IntegerBetween, Line, ListOf, Nested, Optional, OptionalUnless, Prose, Slug, Uuid,
} from './decorators.js';
import type { Constructor } from './fields.js';
import { validateWithClassValidator } from './reference.js';

class Toy {
  @Line(20)
  readonly name!: string;
}

class Visit {
  @Line(8, { min: 2 })
  readonly label!: string;

  @Nested(() => Toy)
  readonly favourite!: Toy;

  @ListOf(() => Toy, { max: 3, unique: true })
  readonly toys!: readonly Toy[];

  @Optional()
  @ListOf(Slug(), { max: 2, unique: true })
  readonly tags?: readonly string[];

  @Optional()
  @Prose(40)
  readonly notes?: string;

  @Optional()
  @CalendarDate()
  readonly day?: string;

  @Optional()
  @Instant()
  readonly at?: string;

  @Optional()
  @IntegerBetween(0, 17)
  readonly age?: number;

  @Optional()
  @Code(['red', 'green'])
  readonly grade?: string;

  @OptionalUnless('grade', ['red'])
  @Line(20)
  readonly reason?: string;
}

const VALID = { label: 'Visit', favourite: { name: 'Bear' }, toys: [{ name: 'Bear' }, { name: 'Train' }] };

/** The problems as `pointer: code`, after both validators have agreed. */
function problems(type: Constructor, body: unknown): readonly string[] {
  const outcome = compileContract(type).validate(body);
  expect(validateWithClassValidator(type, body)).toBe(outcome.ok);
  return outcome.ok ? [] : outcome.error.map(({ pointer, code }) => `${pointer}: ${code}`);
}

function check(changes: object): readonly string[] {
  return problems(Visit, { ...VALID, ...changes });
}

function json(text: string): unknown {
  return JSON.parse(text);
}

describe('a contract class', () => {
  it('accepts a valid body, and returns that very body', () => {
    expect(check({})).toEqual([]);
    const everything = { tags: ['a', 'b'], notes: 'Two\nlines', day: '2024-02-29', at: '2026-05-22T18:00:00+01:00', age: 0, grade: 'green' };
    expect(check(everything)).toEqual([]);
    expect(compileContract(Visit).validate(VALID)).toEqual({ ok: true, value: VALID });
  });

  it('distinguishes an object from a list, a list from an object, and a list of lists from a list', () => {
    expect(check({ toys: { 0: { name: 'Bear' } } })).toEqual(['/toys: type']);
    expect(check({ toys: { name: 'Bear' } })).toEqual(['/toys: type']);
    expect(check({ toys: [[{ name: 'Bear' }]] })).toEqual(['/toys/0: type']);
    expect(check({ toys: [null] })).toEqual(['/toys/0: type']);
    expect(check({ toys: ['Bear'] })).toEqual(['/toys/0: type']);
    expect(check({ favourite: [{ name: 'Bear' }] })).toEqual(['/favourite: type']);
    expect(check({ favourite: 'Bear' })).toEqual(['/favourite: type']);
    expect(problems(Visit, [VALID])).toEqual([': type']);
    expect(problems(Visit, null)).toEqual([': type']);
  });

  it('requires a nested object that is not optional', () => {
    expect(problems(Visit, { label: 'Visit', toys: [{ name: 'Bear' }] })).toEqual(['/favourite: required']);
    expect(check({ favourite: {} })).toEqual(['/favourite/name: required']);
    expect(check({ favourite: null })).toEqual(['/favourite: type']);
  });

  it('accepts null for no optional field', () => {
    for (const field of ['tags', 'notes', 'day', 'at', 'age', 'grade', 'reason']) {
      expect(check({ [field]: null })).toContain(`/${field}: type`);
    }
  });

  it('counts the entries of a list, and refuses an empty one and a repeated entry', () => {
    expect(check({ toys: [] })).toEqual(['/toys: count']);
    expect(check({ toys: ['a', 'b', 'c', 'd'].map((name) => ({ name })) })).toEqual(['/toys: count']);
    expect(check({ toys: [{ name: 'Bear' }, { name: 'Train' }, { name: 'Bear' }] })).toEqual(['/toys/2: duplicate']);
    expect(check({ tags: ['a', 'a'] })).toEqual(['/tags/1: duplicate']);
    expect(check({ tags: [] })).toEqual(['/tags: count']);
  });

  it('refuses unknown fields at every level, and shortens and cleans the name that a sender chose', () => {
    expect(check({ extra: 1 })).toEqual(['/extra: unknown-field']);
    expect(check({ favourite: { name: 'Bear', owner: 'Mia' } })).toEqual(['/favourite/owner: unknown-field']);
    expect(check({ ['Mia Smith / <b>'.repeat(9)]: 1 })).toEqual(['/Mia_Smith____b_Mia_Smith____b_Mia_Smith_: unknown-field']);
  });

  it.each(['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'])('refuses a field called %s', (name) => {
    const text = JSON.stringify(VALID);
    expect(problems(Visit, json(text.replace('{', `{"${name}":{"name":"x"},`)))).toEqual([`/${name}: unknown-field`]);
    const inList = text.replace('{"name":"Train"}', `{"${name}":null,"name":"Train"}`);
    expect(problems(Visit, json(inList))).toEqual([`/toys/1/${name}: unknown-field`]);
  });

  it('ignores properties that a body inherits', () => {
    expect(problems(Visit, Object.create(VALID))).toEqual(['/label: required', '/favourite: required', '/toys: required']);
  });

  it('requires text that can be stored, digested and shown', () => {
    for (const label of ['a\u0000b', '\uD800x', 'x\uDC00', 'two\nln', 'a\u2028b', '   ', '\u200B\u200B', '\u0007\u0007']) {
      expect(check({ label })).toEqual(['/label: pattern']);
    }
    expect(check({ notes: 'a\u0000b' })).toEqual(['/notes: pattern']);
    expect(check({ notes: '\n\t' })).toEqual(['/notes: pattern']);
    expect(check({ label: 'نور' })).toEqual([]);
  });

  it('counts characters, not UTF-16 units', () => {
    expect(check({ label: '😀'.repeat(8) })).toEqual([]);
    expect(check({ label: '😀'.repeat(9) })).toEqual(['/label: length']);
    expect(check({ label: 'x' })).toEqual(['/label: length']);
  });

  it('checks the calendar, and requires an offset', () => {
    const days = ['2026-02-30', '2026-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '0000-01-01', '2026-5-1', '2026-05-01T00:00:00Z'];
    for (const day of days) {
      expect(check({ day })).toEqual(['/day: format']);
    }
    const times = [
      '2026-02-30T10:00:00Z', '2026-05-22T18:00:00', '2026-05-22 18:00:00Z', '2026-05-22T24:00:00Z', '2016-12-31T23:59:60Z', '2026-05-22',
    ];
    for (const at of times) {
      expect(check({ at })).toEqual(['/at: format']);
    }
  });

  it('requires whole numbers within their bounds, and no text for a number', () => {
    expect(check({ age: 17 })).toEqual([]);
    expect(check({ age: 18 })).toEqual(['/age: range']);
    expect(check({ age: -1 })).toEqual(['/age: range']);
    expect(check({ age: 1.5 })).toEqual(['/age: type']);
    expect(check({ age: '17' })).toEqual(['/age: type']);
  });

  it('requires a field that another field makes necessary', () => {
    expect(check({ grade: 'red' })).toEqual(['/reason: required']);
    expect(check({ grade: 'red', reason: 'Why' })).toEqual([]);
    expect(check({ grade: 'blue' })).toEqual(['/grade: code']);
  });

  it('is refused as a contract when it declares nothing, as an interface would', () => {
    class Undecorated {
      readonly name!: string;
    }
    expect(() => compileContract(Undecorated)).toThrow('Undecorated declares no contract fields');
    expect(() => compileContract(Object)).toThrow('declares no contract fields');
  });

  it('may declare its body empty', () => {
    @EmptyBody()
    class Nothing {}
    expect(problems(Nothing, {})).toEqual([]);
    expect(problems(Nothing, { note: 'x' })).toEqual(['/note: unknown-field']);
    expect(problems(Nothing, [])).toEqual([': type']);
  });

  it('cannot share its name with another class in one schema', () => {
    const Other = (() => {
      class Toy {
        @Uuid()
        readonly id!: string;
      }
      return Toy;
    })();
    class Box {
      @Nested(() => Toy)
      readonly one!: Toy;

      @Nested(() => Other)
      readonly other!: object;
    }
    expect(() => compileContract(Box)).toThrow('two contract classes are named Toy');
  });
});

describe('problems of a hostile body', () => {
  it('are few, and found quickly, however large or deep the body is', () => {
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, 1]));
    const outcome = compileContract(Visit).validate({ ...VALID, ...wide });
    expect(outcome).toMatchObject({ ok: false, error: { length: 20 } });
    expect(check({ toys: Array.from({ length: 100_000 }, () => ({})) })).toEqual([': too-complex']);
    const deep = json(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(check({ toys: [deep, deep] })).toEqual([': too-complex']);
    expect(problems(Visit, json(`${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`))).toEqual([': too-complex']);
  });

  it('cost little time for a long text', () => {
    const started = performance.now();
    for (const label of [`${'x'.repeat(1_000_000)}\u0000`, ' '.repeat(1_000_000), `${' '.repeat(1_000_000)}\u0000`]) {
      expect(check({ label })).not.toEqual([]);
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('state the expected form and never the value', () => {
    class Receipt {
      @Digest()
      readonly digest!: string;

      @Instant()
      readonly at!: string;
    }
    expect(compileContract(Receipt).validate({ digest: 'Mia', at: 'Mia' })).toEqual({
      ok: false,
      error: [
        { pointer: '/digest', code: 'pattern', message: 'This must be a SHA-256 digest: 64 lower-case hexadecimal digits.' },
        {
          pointer: '/at',
          code: 'format',
          message: 'This must be a date and time of the calendar with its offset, such as 2026-05-22T18:00:00+01:00.',
        },
      ],
    });
  });
});
