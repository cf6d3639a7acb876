import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { ProblemException } from '../problems/problem-exception.js';
import { parseQuery } from './contract-query.js';
import { query, required, withDefault } from './query-parameters.js';

const filters = {
  referral: query.uuid('One referral.'),
  rung: query.choice(['opened', 'accepted'], 'One rung.'),
  limit: withDefault(query.integer(1, 500, 'Entries of a page.'), 50),
  from: query.instant('Events from here on.'),
  overdue: query.boolean('Only overdue ones.'),
  unit: query.unit('Only this unit.'),
};

describe('a query', () => {
  it('is read into what it means', () => {
    const { from, limit, overdue, rung } = parseQuery(filters, { rung: 'opened', limit: '7', from: '2026-05-22T18:00:00 01:00', overdue: 'false' });
    expect({ from, limit, overdue, rung }).toEqual({ from: '2026-05-22T17:00:00.000Z', limit: 7, overdue: false, rung: 'opened' });
    expect(parseQuery(filters, {})).toEqual({ limit: 50 });
  });

  it.each([
    ['2026-02-30T10:00:00Z'], ['2026-05-22'], ['2026-05-22T25:00:00Z'], ['2026-05-22T18:00:00'], ['yesterday'],
  ])('takes no day that does not exist and no time without offset: %s', (from) => {
    expect(problemsOf({ from })).toEqual(['/from invalid']);
  });

  it('takes a unit as people write it, and looks for its code', () => {
    for (const unit of ['NS-CC-2', 'ns-cc-2', ' Ns-Cc-2 ']) expect(parseQuery(filters, { unit })).toMatchObject({ unit: 'NS-CC-2' });
    for (const unit of ['response team', 'NS-CC-2\n', '-2', 'é-2']) expect(problemsOf({ unit })).toEqual(['/unit invalid']);
  });

  it('tells everything that is wrong at once', () => {
    expect(problemsOf({ rung: 'Opened', limit: ['1', '2'], referral: 'x', colour: 'blue' }).toSorted()).toEqual([
      '/colour unknown-parameter', '/limit repeated', '/referral invalid', '/rung invalid',
    ]);
    expect(() => parseQuery({ agency: required(query.slug('The agency.')) }, {})).toThrow(ProblemException);
  });

  it('never becomes anything but a problem or what was asked for, and never repeats a value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(fc.string(), fc.constantFrom(...Object.keys(filters))), fc.string()), (given) => {
        const marked = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, `Amelia ${value}`]));
        try {
          parseQuery(filters, marked);
        } catch (error) {
          expect(error).toBeInstanceOf(ProblemException);
          expect(JSON.stringify((error as ProblemException).errors)).not.toContain('Amelia');
        }
      }),
    );
  });
});

function problemsOf(given: Record<string, unknown>): string[] {
  try {
    parseQuery(filters, given);
    return [];
  } catch (error) {
    return (error as ProblemException).errors.map(({ pointer, code }) => `${pointer} ${code}`);
  }
}
