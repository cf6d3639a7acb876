import { describe, expect, it } from '@jest/globals';
import type { Rung } from '#libs/contracts';
import { NATIONAL_RULES } from '#libs/safeguarding';

import type { StatedChange, StatedReferral, StatedRung } from './referral-status.repository.js';
import { statusOf as statusFor } from './status-of.js';

const REFERRAL = '0195f3a1-0000-7000-8000-000000000001';
const CHILD = '7f0d3c52-6a1e-4b7f-9c55-2d8e4a906b11';
const codes = { receiptId: null, by: null, marks: null, storedAt: null, openedAt: null, reasonCode: null, decision: null, redirectedTo: null, duplicateOf: null, outcome: null, feedback: null, isRepeat: false };

const NOTHING_SINCE = {
  asOf: '2026-05-27T09:00:00.000Z', caseReference: 'NP-2026-004417', firstGrade: 'amber' as const, asked: null, children: [], sharings: [], changes: [], milestones: [], ethnicities: [], ethnicityConflicts: [], notCounted: [],
};

/** The rules of law are enough here. */
const statusOf = (referralId: string, referral: StatedReferral) => statusFor(referralId, referral, { agencies: [] }, { rules: NATIONAL_RULES });

function stated(agency: string, rung: Rung, at: string, details: Partial<StatedRung> = {}): StatedRung {
  return { agency, hop: 1, rung, at: `2026-05-22T${at}:00.000Z`, ...codes, ...details };
}

describe('the status of a referral for the police', () => {
  it('names every recipient with its rungs, in the order of notification, and the silent ones', () => {
    const status = statusOf(REFERRAL, {
      ...NOTHING_SINCE, publishedAt: '2026-05-22T17:00:00.000Z',
      rungs: [
        stated('northshire-csc', 'published', '17:00'),
        stated('northshire-csc', 'delivered', '17:01'),
        stated('northshire-csc', 'opened', '17:20'),
        stated('northshire-csc', 'redirected', '17:30', { redirectedTo: 'northmoor-csc', reasonCode: 'not-our-area' }),
        stated('hilltop-school', 'published', '17:00'),
        stated('northmoor-csc', 'published', '17:31', { hop: 2 }),
      ],
    });
    expect(status.recipients.map(({ agency, hop, rung }) => [agency, hop, rung])).toEqual([
      ['northshire-csc', 1, 'redirected'],
      ['hilltop-school', 1, 'published'],
      ['northmoor-csc', 2, 'published'],
    ]);
    expect(status.recipients[0]?.rungs.at(-1)).toEqual({
      rung: 'redirected', at: '2026-05-22T17:30:00.000Z', redirectedTo: 'northmoor-csc', reasonCode: 'not-our-area',
    });
  });

  it('marks an answer that claims to be before its due time and was stored after it', () => {
    const sharings = [{ agency: 'northshire-csc', at: '2026-05-22T17:00:00.000Z', due: [{ rule: 'HUB_RED', ruleVersion: 1, anchor: 'referral-published', anchorAt: '2026-05-22T17:00:00.000Z', dueAt: '2026-05-22T19:00:00.000Z', explanation: 'two hours' }] }];
    const marksOf = (storedAt: string, marks: readonly string[] | null = null) => statusOf(REFERRAL, {
      ...NOTHING_SINCE, sharings, publishedAt: '2026-05-22T17:00:00.000Z',
      rungs: [stated('northshire-csc', 'published', '17:00'), stated('northshire-csc', 'accepted', '18:59', { storedAt: `2026-05-22T${storedAt}:00.000Z`, marks })],
    }).recipients[0]?.rungs.at(-1)?.marks;
    expect(marksOf('19:00')).toBeUndefined();
    expect(marksOf('19:01')).toEqual(['stated-after-due']);
    expect(marksOf('23:00', ['delivery-missing'])).toEqual(['delivery-missing', 'stated-after-due']);
  });

  it.each([
    ['runs before its due time', '2026-05-26T16:00:00.000Z', [], {}, { state: 'running' }],
    ['is breached a millisecond after it', '2026-05-26T16:00:00.001Z', [], {}, { state: 'breached' }],
    ['is met by an acceptance', '2026-05-27T09:00:00.000Z', [stated('northshire-csc', 'accepted', '17:30')], {}, { state: 'met', endedAt: '2026-05-22T17:30:00.000Z', endedBy: 'accepted' }],
    ['is not met by a repeat', '2026-05-27T09:00:00.000Z', [stated('northshire-csc', 'accepted', '17:30', { isRepeat: true })], {}, { state: 'breached' }],
    ['is not met by an opening', '2026-05-27T09:00:00.000Z', [stated('northshire-csc', 'opened', '17:30')], {}, { state: 'breached' }],
    ['ends with a withdrawal', '2026-05-27T09:00:00.000Z', [], { kind: 'withdrawal' as const, at: '2026-05-23T08:00:00.000Z' }, { state: 'cancelled', endedAt: '2026-05-23T08:00:00.000Z', endedBy: 'referral-withdrawn' }],
  ])('shows that the clock of an agency %s', (_what, asOf, answers, change, expected) => {
    const due = { rule: 'LA_ACK', ruleVersion: 1, anchor: 'referral-published', anchorAt: '2026-05-22T17:00:00.000Z', dueAt: '2026-05-26T16:00:00.000Z', explanation: 'one working day' };
    const made = { changeId: REFERRAL, kind: 'correction' as const, at: '2026-05-22T17:10:00.000Z', by: null, details: {}, agency: null, deliveredAt: null, acknowledgedAt: null, acknowledgedBy: null };
    const [hub, school] = statusOf(REFERRAL, {
      ...NOTHING_SINCE, asOf, publishedAt: '2026-05-22T17:00:00.000Z', changes: [{ ...made, ...change }],
      sharings: [{ agency: 'northshire-csc', at: '2026-05-22T17:00:00.000Z', due: [due] }, { agency: 'hilltop-school', at: '2026-05-22T17:00:00.000Z', due: [] }],
      rungs: [stated('northshire-csc', 'published', '17:00'), stated('hilltop-school', 'published', '17:00'), ...answers],
    }).recipients;
    expect(hub?.clocks).toEqual([{ ...due, ...expected }]);
    expect(school).not.toHaveProperty('clocks');
  });

  it('shows a repeat of a colleague with the answer that it repeats, and not with a later answer of the same rung', () => {
    const colleague = { isRepeat: true, by: 'sw-0077' };
    const [hub] = statusOf(REFERRAL, {
      ...NOTHING_SINCE, publishedAt: '2026-05-22T17:00:00.000Z',
      rungs: [
        stated('northshire-csc', 'published', '17:00'),
        stated('northshire-csc', 'redirected', '17:30', { redirectedTo: 'northmoor-csc', by: 'sw-0142', receiptId: 'r1' }),
        stated('northshire-csc', 'redirected', '17:32', { ...colleague, receiptId: 'r2' }),
        stated('northshire-csc', 'redirected', '17:40', { redirectedTo: 'northshire-icb', by: 'sw-0142', receiptId: 'r3' }),
        stated('northshire-csc', 'redirected', '17:45', { ...colleague, receiptId: 'r4' }),
      ],
    }).recipients;
    expect(hub?.rungs.slice(1).map(({ repeatedBy = [] }) => repeatedBy.map(({ receiptId }) => receiptId))).toEqual([['r2'], ['r4']]);
  });

  it.each([
    ['whose clock is behind', [['accepted', '17:31', {}, 'sw-0142'], ['accepted', '17:30', {}, 'sw-0077']], [['sw-0077']]],
    ['who decides the same as the first of two decisions', [
      ['decided', '17:40', { decision: 'early-help' }, 'sw-0142'], ['decided', '17:50', { decision: 'strategy-discussion' }, 'sw-0142'], ['decided', '17:55', { decision: 'early-help' }, 'mgr-7'],
    ], [['mgr-7'], []]],
  ] as const)('shows the act of a colleague %s', (_whose, statements, expected) => {
    const [hub] = statusOf(REFERRAL, {
      ...NOTHING_SINCE, publishedAt: '2026-05-22T17:00:00.000Z',
      rungs: [
        stated('northshire-csc', 'published', '17:00'),
        ...statements.map(([rung, at, details, by], index) => stated('northshire-csc', rung, at, { ...details, by, receiptId: `r${index}`, isRepeat: by !== 'sw-0142' })),
      ],
    }).recipients;
    expect(hub?.rungs.slice(1).map(({ repeatedBy = [] }) => repeatedBy.map(({ by }) => by))).toEqual(expected);
  });

  it('does not let feedback hide that the agency was never delivered to, nor a replay that it was rejected first', () => {
    const [hub] = statusOf(REFERRAL, {
      ...NOTHING_SINCE, publishedAt: '2026-05-22T17:00:00.000Z',
      rungs: [
        stated('northshire-csc', 'published', '17:00'),
        stated('northshire-csc', 'rejected', '17:01', { reasonCode: 'invalid-payload' }),
        stated('northshire-csc', 'delivered', '17:40'),
      ],
    }).recipients;
    expect(hub?.rung).toBe('delivered');
    expect(hub?.rungs.map(({ rung }) => rung)).toEqual(['published', 'rejected', 'delivered']);
  });

  it('leaves a code out where a rung has none', () => {
    const { recipients } = statusOf(REFERRAL, { ...NOTHING_SINCE, publishedAt: '2026-05-22T17:00:00.000Z', rungs: [stated('northshire-icb', 'published', '17:00')] });
    expect(recipients[0]?.rungs).toEqual([{ rung: 'published', at: '2026-05-22T17:00:00.000Z' }]);
  });

  it('tells what was changed since, and who has acknowledged it and who has not', () => {
    const made = { changeId: REFERRAL, kind: 'correction', at: '2026-05-23T08:00:00.000Z', by: null, details: { reason: 'recorded-in-error' } } as const;
    const unanswered = { deliveredAt: null, acknowledgedAt: null, acknowledgedBy: null };
    const { changes } = statusOf(REFERRAL, {
      ...NOTHING_SINCE, publishedAt: '2026-05-22T17:00:00.000Z', rungs: [stated('northshire-csc', 'published', '17:00')],
      changes: [
        { ...made, ...unanswered, agency: 'northshire-csc', acknowledgedAt: '2026-05-23T09:00:00.000Z', acknowledgedBy: 'sw-0142' },
        { ...made, ...unanswered, agency: 'northshire-icb' },
      ],
    });
    expect(changes).toEqual([{
      changeId: REFERRAL, kind: 'correction', at: made.at, reason: 'recorded-in-error',
      recipients: [{ agency: 'northshire-csc', acknowledgedAt: '2026-05-23T09:00:00.000Z', acknowledgedBy: 'sw-0142' }, { agency: 'northshire-icb' }],
    }]);
  });

  it('lists the open completions, until they are made or the referral is withdrawn', () => {
    const withdrawal = { changeId: REFERRAL, kind: 'withdrawal', at: '2026-05-23T08:00:00.000Z', by: null, details: { reason: 'sent-in-error' } } as const;
    const unanswered = { agency: null, deliveredAt: null, acknowledgedAt: null, acknowledgedBy: null };
    const asked = (code: string, reasonNotStated: string | undefined, changes: readonly StatedChange[] = []) => statusOf(REFERRAL, {
      ...NOTHING_SINCE, publishedAt: '2026-05-22T17:00:00.000Z', rungs: [stated('northshire-csc', 'published', '17:00')], changes,
      children: [{ childId: CHILD, area: 'northshire', whereSeen: 'home-visit', selfDefinedEthnicity: { code, ...(reasonNotStated !== undefined && { reasonNotStated }) } }],
    }).completions?.map(({ pointer }) => pointer);
    expect(asked('NS', 'N1')).toEqual([`/children/${CHILD}/selfDefinedEthnicity/reasonNotStated`]);
    expect([asked('NS', 'N4'), asked('W3', undefined), asked('NS', 'N1', [{ ...withdrawal, ...unanswered }])]).toEqual([undefined, undefined, undefined]);
  });
});
