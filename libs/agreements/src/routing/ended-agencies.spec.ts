import { describe, expect, it } from '@jest/globals';

import type { Agency, Partnership } from '../model/partnership.js';
import { agencyTopicsOf, endedRecipients, recipientFor, resolveRecipients } from './routing.js';
import { successorOf } from '../model/partnership.js';
import { schoolsToCheck } from './schools-to-check.js';
import { agreement, partnership, route } from '../test-support/partnerships.js';
import { checkOrganisations } from '../validation/check-organisations.js';
import { checkPartnership } from '../warnings/check-partnership.js';

const END = '2026-09-01';

/** The northern hub is merged into the southern one on 1 September. */
function merged(ending: Partial<NonNullable<Agency['ended']>> = {}, routes = [route('north', { areas: ['north'] }, 'north-csc')]): Partnership {
  const base = partnership(agreement({ routes, redirects: [{ id: 'over', to: ['north-csc', 'south-csc'], when: {}, purpose: 'protection', expectation: 'acknowledge', children: 'all' }] }));
  return {
    ...base,
    agencies: base.agencies.map((agency) => (agency.id === 'north-csc' ? { ...agency, ended: { on: END, reason: 'merged' as const, successor: 'south-csc', ...ending } } : agency)),
  };
}
const facts = (on: string) => ({
  force: 'police', concernTypes: ['domestic-abuse'], grade: 'red' as const, children: [{ area: 'north', school: { without: 'no-school-stated' as const } }], on,
});
const both = [{ ...route('north', { areas: ['north'] }, 'north-csc'), recipients: ['north-csc', 'south-csc'].map((agency) => ({ agency, purpose: 'protection', expectation: 'acknowledge-and-decide' as const, children: 'all' as const })) }];

const warned = (from: Partnership, on: string) => checkPartnership(from, on).filter(({ code }) => code === 'agency-ended').map(({ about }) => about);

describe('an agency that ends', () => {
  it('receives referrals until the day before its end, and none from that day on', () => {
    const on = (day: string) => resolveRecipients(merged({}, both), facts(day)).map(({ agency }) => agency);
    expect([on('2026-08-31'), on(END)]).toEqual([['north-csc', 'south-csc'], ['south-csc']]);
    expect(endedRecipients(merged({}, both), facts(END))).toEqual([]);
  });

  it('is named with its successor where an agreement names it alone, so that no referral looks as if it had reached a hub', () => {
    expect(endedRecipients(merged(), facts('2026-08-31'))).toEqual([]);
    expect(endedRecipients(merged(), facts(END))).toEqual([
      { agency: 'north-csc', successor: 'south-csc', message: `The agency north-csc has taken no referral since ${END}. Its successor is south-csc.` },
    ]);
    const closed = merged({ reason: 'closed' });
    const { successor: _, ...alone } = { ...closed.agencies[0]?.ended, on: END, reason: 'closed' as const };
    const withoutSuccessor = { ...closed, agencies: closed.agencies.map((agency) => (agency.ended === undefined ? agency : { ...agency, ended: alone })) };
    expect(endedRecipients(withoutSuccessor, facts(END))).toEqual([{ agency: 'north-csc', message: expect.stringMatching(/^The agency north-csc has taken no referral since 2026-09-01\. It has no successor: .*telephone/u) }]);
    expect(resolveRecipients(withoutSuccessor, facts(END))).toEqual([]);
    expect(recipientFor(withoutSuccessor, 'north-csc', facts(END))).toMatchObject({ ok: false, error: { code: 'agency-ended', message: expect.stringContaining('It has no successor') } });
  });

  it('is no agency for a redirect, and its successor is', () => {
    expect(recipientFor(merged(), 'north-csc', facts('2026-08-31')).ok).toBe(true);
    expect(recipientFor(merged(), 'north-csc', facts(END))).toMatchObject({ ok: false, error: { code: 'agency-ended' } });
    expect(recipientFor(merged(), 'south-csc', facts(END)).ok).toBe(true);
  });

  it('keeps its topics, because they are read after the end', () => {
    expect(agencyTopicsOf(merged())).toContain('north-csc');
  });

  it('is succeeded by the last agency of a chain that has not ended', () => {
    const chain = { agencies: [
      ...merged().agencies.filter(({ id }) => id !== 'south-csc'), { ...merged().agencies[1], id: 'south-csc', ended: { on: '2026-10-01', reason: 'succeeded', successor: 'whole-csc' } } as Agency,
      { ...merged().agencies[1], id: 'whole-csc' } as Agency,
    ] };
    expect(['2026-08-31', END, '2026-10-01'].map((day) => successorOf(chain, 'north-csc', day))).toEqual([undefined, 'south-csc', 'whole-csc']);
  });

  it.each([
    ['a merger without a successor', { successor: undefined }, 'needs its successor'],
    ['a successor that does not exist', { successor: 'east-csc' }, 'no agency of this partnership'],
    ['a successor of another kind', { successor: 'village-school' }, 'Name an agency of the same kind'],
    ['itself as its successor', { successor: 'north-csc' }, 'circle'],
  ])('is refused in the file with %s', (_what, ending, expected) => {
    const problems: string[] = [];
    const { forces, agencies, auditors, operators, notShared } = merged(ending as object);
    checkOrganisations({ forces, agencies, auditors, operators, notShared }, (_path, message) => problems.push(message));
    expect(problems).toEqual([expect.stringContaining(expected)]);
  });

  it('gives a warning while a route names it without its successor, and when its entry may go', () => {
    expect(warned(merged(), '2026-06-01')).toEqual(['hub/north']);
    expect(warned(merged({}, both), '2026-06-01')).toEqual([]);
    expect([warned(merged({}, both), '2027-10-05'), warned(merged({}, both), '2027-10-06')]).toEqual([[], [null]]);
  });
});

describe('a renamed school', () => {
  it('is found under its former name, and the sender is asked to check the number', () => {
    const { agencies } = partnership();
    const renamed = { agencies: agencies.map((agency) => (agency.kind === 'school' ? { ...agency, name: 'Village Academy', formerNames: [{ name: 'Village School', until: '2026-08-31' }] } : agency)) };
    for (const name of ['village school', 'Village Academy']) expect(schoolsToCheck(renamed, [{ childId: 'pupil', school: { name } }])).toHaveLength(1);
    expect(schoolsToCheck(renamed, [{ childId: 'pupil', school: { name: 'Town School' } }])).toEqual([]);
  });
});
