import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  ACKNOWLEDGEMENT_CONTRACTS, decodeEvent, LIFECYCLE_CONTRACTS, ReferralAcknowledgedContract, Topics, type OutgoingMessage, type ReceiptRung,
} from '#libs/contracts';
import { byKey } from '#libs/kernel';
import { isStatementType, statementsIn } from '#libs/safeguarding';
import { asIncoming, ReferralFacts } from '#libs/testing';

import { factRow } from './event-row.js';
import { foldFacts } from './fold-facts.js';
import { factOf, recordedFact, statedFact, type RecordedFact } from './recorded-fact.js';

const topics = new Topics();
const CSC = 'northshire-csc';
const NORTHMOOR = 'northmoor-csc';

function received(message: OutgoingMessage) {
  const event = decodeEvent(asIncoming(message), [...LIFECYCLE_CONTRACTS, ...ACKNOWLEDGEMENT_CONTRACTS]);
  if (!event.ok) throw new Error(event.error.message);
  return event.value;
}

const fact = (message: OutgoingMessage): RecordedFact => {
  const event = received(message);
  const [statement] = isStatementType(event.contract.type) ? statementsIn(event) : [];
  return statement === undefined ? factOf(event) : statedFact(statement);
};

const byAgency = byKey<{ readonly agency: string }>(({ agency }) => agency);

describe('the content of the facts about a referral', () => {
  it('is when each rung was reached first, and the decision that was taken last', () => {
    const facts = new ReferralFacts(topics);
    const messages = [
      facts.receipt(CSC, 'decided', 30, { decision: 'section-47-enquiry' }),
      facts.receipt(CSC, 'opened', 9),
      facts.receipt(CSC, 'decided', 20, { decision: 'early-help' }),
      facts.receipt(CSC, 'opened', 5),
    ];
    expect(foldFacts(messages.map((message) => fact(message))).recipients).toMatchObject([
      {
        agency: CSC, last_stated_at: facts.at(30), opened: { at: facts.at(5) },
        decided: { at: facts.at(20), code: 'early-help' }, latest_decision: { at: facts.at(30), code: 'section-47-enquiry' },
      },
    ]);
  });

  it('is that a redirect was followed, or that it could not be', () => {
    const facts = new ReferralFacts(topics);
    const { recipients } = foldFacts([fact(facts.forwarded(CSC, NORTHMOOR, 10)), fact(facts.forwardingDeclined(NORTHMOOR, 'hilltop-school', 20))]);
    expect(recipients).toMatchObject([
      { agency: NORTHMOOR, named: { hop: 2, forwarded_by: CSC }, onward: { code: 'no-agreement', detail: 'hilltop-school' } },
      { agency: CSC, onward: { code: 'forwarded', detail: NORTHMOOR } },
    ]);
  });

  it('is nothing where the referral is unknown', () => {
    expect(foldFacts([fact(new ReferralFacts(topics).unreadable(CSC, 1))])).toEqual({ referrals: [], recipients: [] });
  });

  it('does not depend on their order or repetition', () => {
    const facts = new ReferralFacts(topics);
    const rungs: ReceiptRung[] = ['delivered', 'opened', 'opened', 'accepted', 'refused', 'decided', 'decided', 'fed_back'];
    const all = [
      facts.published([CSC, NORTHMOOR]), facts.forwarded(CSC, NORTHMOOR, 3),
      // Two receipts in the same minute, so that only their ids decide.
      ...rungs.flatMap((rung, index) => [facts.receipt(CSC, rung, index >> 1), facts.receipt(NORTHMOOR, rung, 4)]),
    ].map((message) => fact(message));
    const expected = foldFacts(all);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), fc.subarray(all), (order, again) => {
        const folded = foldFacts([...order, ...again]);
        expect(folded.referrals).toEqual(expected.referrals);
        expect(folded.recipients.toSorted(byAgency)).toEqual([...expected.recipients].toSorted(byAgency));
      }),
    );
  });

  it('has one form of time, for every offset from UTC', () => {
    const facts = new ReferralFacts(topics);
    const { data } = received(facts.receipt(CSC, 'opened', 1));
    const elsewhere = recordedFact({
      type: ReferralAcknowledgedContract.type, id: 'id', correlationId: null, data: { ...(data as object), occurredAt: '2026-05-22T18:00:00.123456+01:00' },
    });
    expect(foldFacts([elsewhere]).recipients[0]?.opened?.at).toBe('2026-05-22T17:00:00.123Z');
  });
});

describe('a row of the log', () => {
  it('names the author of each statement, and adds nothing', () => {
    const facts = new ReferralFacts(topics);
    const declined = received(facts.forwardingDeclined(CSC, NORTHMOOR, 1));
    const row = factRow(declined, factOf(declined));
    expect(row).toMatchObject({ agency: CSC, redirected_to: NORTHMOOR, reason_code: 'no-agreement', correlation_id: facts.correlationId });
    expect([row.rung, row.actor, row.hop, row.envelope_digest]).toEqual([undefined, undefined, undefined, undefined]);
    expect(() => recordedFact({ type: 'safeguarding.referral.shared.v1', id: 'id', correlationId: null, data: {} })).toThrow(RangeError);
  });
});
