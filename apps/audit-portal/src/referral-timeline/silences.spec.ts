import { describe, expect, it } from '@jest/globals';

import type { RecipientRow } from './recipient-row.js';
import { silencesOf } from './silences.js';

const untouched: RecipientRow = {
  agency: 'northshire-csc', hop: 1, expectation: 'acknowledge-and-decide', forwarded_by: null, highest_rung: 'published', responded_at: null,
  awaiting_since: '2026-05-22T17:00:00.000000Z', accepted_at: null, decided_at: null, redirected_at: null, answer: null, onward: null,
  withdrawn_at: null, added: null, published_at: '2026-05-22T17:00:00.000000Z', refused_at: null, onward_at: null, no_holder_since: null, no_holder_children: null, children: null, ended_at: null,
};
const responded: RecipientRow = { ...untouched, awaiting_since: null };
const accepted: RecipientRow = { ...responded, highest_rung: 'accepted', answer: 'accepted', accepted_at: '2026-05-22T18:00:00.000000Z' };
const redirected: RecipientRow = { ...responded, highest_rung: 'redirected', answer: 'redirected', redirected_at: '2026-05-22T18:30:00.000000Z' };
const asOf = '2026-05-23T18:30:00.000000Z';
const awaited = (...recipients: RecipientRow[]) => silencesOf(recipients, [], asOf).map(({ agency, awaits, age }) => [agency, awaits, age]);

describe('a silence', () => {
  it('is an agency that has not responded since the referral was published to it, however far its machines got', () => {
    expect(awaited(untouched)).toEqual([['northshire-csc', 'response', 'P1DT1H30M']]);
    expect(awaited({ ...untouched, highest_rung: 'opened' })).toEqual([['northshire-csc', 'response', 'P1DT1H30M']]);
  });

  it('is an agency that accepted and was asked to decide', () => {
    expect(awaited(accepted)).toEqual([['northshire-csc', 'decision', 'P1DT0H30M']]);
    expect(awaited({ ...accepted, expectation: 'acknowledge' })).toEqual([]);
    expect(awaited({ ...accepted, decided_at: asOf })).toEqual([]);
  });

  it('is a redirect that was not followed: no agency has taken care of the child', () => {
    expect(awaited(redirected)).toEqual([['northshire-csc', 'forwarding', 'P1DT0H0M']]);
    expect(awaited({ ...redirected, onward: 'forwarded' })).toEqual([]);
    expect(awaited({ ...redirected, onward: 'no-agreement' })).toEqual([]);
  });

  it('is the handover of an agency that has ended and had not responded, until its successor was sent the referral', () => {
    const ended: RecipientRow = { ...untouched, ended_at: '2026-05-22T23:00:00.000000Z' };
    expect(awaited(ended)).toEqual([['northshire-csc', 'handover', 'P1DT1H30M']]);
    expect(awaited({ ...ended, awaiting_since: null, onward: 'handed-over' })).toEqual([]);
    // A successor has the decision to make. Before the handover the ended agency has not made it.
    const undecided: RecipientRow = { ...accepted, ended_at: '2026-05-22T23:00:00.000000Z' };
    expect(awaited(undecided)).toEqual([['northshire-csc', 'decision', 'P1DT0H30M']]);
    expect(awaited({ ...undecided, onward: 'handed-over' })).toEqual([]);
  });

  it('is a child whom no agency has, also at an agency that has its sibling and has not decided', () => {
    const lost: RecipientRow = { ...accepted, awaiting_since: asOf, no_holder_since: asOf, no_holder_children: ['sam'], children: ['alex'] };
    expect(silencesOf([lost], [], asOf).map(({ awaits, children }) => [awaits, children])).toEqual([['decision', undefined], ['holder', ['sam']]]);
  });

  it('is not a refusal while another agency may take the child', () => {
    expect(awaited({ ...responded, highest_rung: 'refused', answer: 'refused' })).toEqual([]);
  });

  it('is a child whom no agency has, at every agency that was asked to take it', () => {
    const since = '2026-05-22T18:30:00.000000Z';
    const refused: RecipientRow = { ...responded, highest_rung: 'refused', answer: 'refused', awaiting_since: since, no_holder_since: since };
    expect(awaited(refused)).toEqual([['northshire-csc', 'holder', 'P1DT0H0M']]);
  });

  it('ends when the referral is withdrawn, with every expectation', () => {
    const withdrawn = { withdrawn_at: asOf };
    expect(awaited({ ...accepted, ...withdrawn }, { ...redirected, ...withdrawn })).toEqual([]);
  });

  it('is an unacknowledged correction, though the agency has answered long since', () => {
    const sent = { update_id: 'x', agency: 'northshire-csc', kind: 'correction', at: asOf, child_ids: null, episode_id: null, delivered_at: asOf, acknowledged_at: null } as const;
    const corrections = [{ ...sent, awaiting: '2026-05-23T17:30:00.000000Z' }, { ...sent, agency: 'northshire-icb', awaiting: null }];
    expect(silencesOf([{ ...accepted, decided_at: asOf }], corrections, asOf)).toMatchObject([{ agency: 'northshire-csc', awaits: 'correction', age: 'P0DT1H0M' }]);
  });

  it('comes first where it is longest', () => {
    expect(awaited(redirected, { ...untouched, agency: 'hilltop-school' }, accepted).map(([agency]) => agency)).toEqual([
      'hilltop-school', 'northshire-csc', 'northshire-csc',
    ]);
  });
});
