import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { BatchedIntake } from '#libs/intake';
import { byKey, newId, sha256Hex } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { holderOf, type AskedAgency, type ChildrenKnown } from '#libs/safeguarding';
import { ChangeFacts, ReferralFacts } from '#libs/testing';

import { placed, query, record, startRecorder, type TemporaryRecorder } from '../test-support/temporary-recorder.js';

const HUB = 'northshire-csc';
const NEIGHBOUR = 'northmoor-csc';
const THIRD = 'northshire-icb';
const MARK = { stated: 'stated', perceived: 'recorded', conflict: false, defaulted: false } as const;

interface Row {
  readonly agency: string;
  readonly published_at: Date;
  readonly children: readonly string[] | null;
  readonly accepted_at: Date | null;
  readonly refused_at: Date | null;
  readonly onward_at: Date | null;
  readonly ended_at: Date | null;
  readonly no_holder_since: Date | null;
  readonly no_holder_children: readonly string[] | null;
}

function askedAgency({ agency, published_at: askedAt, children, accepted_at: acceptedAt, refused_at: refusedAt, onward_at: onwardAt, ended_at: endedAt }: Row): AskedAgency {
  const left = [refusedAt, onwardAt].flatMap((at) => (at === null ? [] : [{ at: at.toISOString(), because: agency }]));
  return {
    agency, expectation: 'acknowledge-and-decide', askedAt: askedAt.toISOString(), ...(children !== null && { children }), left,
    ...(acceptedAt !== null && { acceptedAt: acceptedAt.toISOString() }), ...(endedAt !== null && { ended: { at: endedAt.toISOString(), because: agency } }),
  };
}

describe('since when no agency has a child, of siblings of whom agencies were sent one each', () => {
  let recorder: TemporaryRecorder;
  let app: Database;
  let intake: BatchedIntake;

  beforeAll(async () => {
    ({ recorder, app, intake } = await startRecorder());
  });
  afterAll(() => recorder.remove());

  async function rowsOf(referralId: string): Promise<readonly Row[]> {
    return (await query<Row>(app, `SELECT agency, published_at, (named).children AS children, accepted_at, refused_at, (onward).at AS onward_at, (ended).ended_at, no_holder_since, no_holder_children
      FROM recipient_projection WHERE referral_id = $1 AND published_at IS NOT NULL ORDER BY agency`, [referralId])).rows;
  }

  it('names the child whom the second hub refused, at that hub alone', async () => {
    const facts = new ReferralFacts(recorder.topics, { ethnicity: [MARK, MARK], shownTo: { [HUB]: [0], [NEIGHBOUR]: [1] } });
    await record(intake, [
      facts.published([HUB, NEIGHBOUR]), facts.receipt(HUB, 'opened', 1), facts.receipt(HUB, 'accepted', 2), facts.receipt(NEIGHBOUR, 'opened', 1), facts.receipt(NEIGHBOUR, 'refused', 3),
    ]);
    const rows = (await rowsOf(facts.referralId)).map(({ agency, no_holder_since: since, no_holder_children: children }) => [agency, since?.toISOString() ?? null, children]);
    expect(rows).toEqual([[NEIGHBOUR, facts.at(3), facts.childrenAt([1])], [HUB, null, null]]);
  });

  it('is the same as the rest of the exchange works it out, in any order of recording, through corrections of areas', async () => {
    const places = fc.subarray([0, 1]);
    const copies = fc.record({ [HUB]: places, [NEIGHBOUR]: places, [THIRD]: places }, { requiredKeys: [] });
    const answer = fc.record({ rung: fc.constantFrom('refused' as const, 'accepted' as const), minutes: fc.integer({ min: 4, max: 12 }) });
    const story = fc.record({
      shownTo: copies, hub: fc.array(answer, { maxLength: 2 }), neighbour: fc.array(answer, { maxLength: 2 }), third: fc.option(answer), isForwarded: fc.boolean(),
      corrections: fc.uniqueArray(fc.record({ minutes: fc.integer({ min: 3, max: 14 }), children: fc.subarray([0, 1], { minLength: 1 }), shownTo: copies }), { maxLength: 2, selector: ({ minutes }) => minutes }),
      end: fc.option(fc.integer({ min: 0, max: 15 })),
    });
    const states = new Set<string>();
    let apart = 0;
    await fc.assert(fc.asyncProperty(story, fc.integer(), async ({ shownTo, hub, neighbour, third, isForwarded, corrections, end }, seed) => {
      const facts = new ReferralFacts(recorder.topics, { ethnicity: [MARK, MARK], shownTo });
      const changes = new ChangeFacts(recorder.topics, facts);
      const because = newId();
      const messages = [
        facts.published([HUB, NEIGHBOUR]), facts.receipt(HUB, 'opened', 2), facts.receipt(NEIGHBOUR, 'opened', 2),
        ...hub.map(({ rung, minutes }) => facts.receipt(HUB, rung, minutes)), ...neighbour.map(({ rung, minutes }) => facts.receipt(NEIGHBOUR, rung, minutes)),
        ...(isForwarded ? [facts.receipt(NEIGHBOUR, 'redirected', 5, { receiptId: because, redirectedTo: THIRD }), facts.forwarded(NEIGHBOUR, THIRD, 6, 2, because)] : []),
        ...(isForwarded && third !== null ? [facts.receipt(THIRD, 'opened', 7, { hop: 2 }), facts.receipt(THIRD, third.rung, 8 + third.minutes, { hop: 2 })] : []),
        ...corrections.map((each) => changes.correctedAreas(each.minutes, each.children, each.shownTo)),
        ...(end === null ? [] : [facts.agencyEnded(HUB, end, 20)]),
      ];
      const shuffled = placed(messages).toSorted(byKey(({ value }) => sha256Hex(String(seed), String(value))));
      for (let start = 0; start < shuffled.length; start += 3) await record(intake, shuffled.slice(start, start + 3));
      const rows = await rowsOf(facts.referralId);
      const known: ChildrenKnown[] = [{ at: facts.at(0), because: '', children: facts.childIds }, ...corrections.map((each) => ({
        at: facts.at(each.minutes), because: String(each.minutes), children: facts.childrenAt(each.children),
        shown: Object.entries(each.shownTo).map(([agency, own]) => ({ agency, children: facts.childrenAt(own) })),
      }))];
      const holder = holderOf(rows.map((row) => askedAgency(row)), known);
      states.add(holder?.state ?? 'none');
      if (holder?.children === undefined) {
        expect(rows.map(({ no_holder_since: since, no_holder_children: children }) => [since?.toISOString() ?? null, children]))
          .toEqual(rows.map(() => [holder?.state === 'no-holder' ? holder.since : null, null]));
        return;
      }
      apart += 1;
      const without = new Map(holder.children.flatMap(({ childId, state, since }) => (state === 'no-holder' ? [[childId, since] as const] : [])));
      const listed = new Set(rows.flatMap(({ no_holder_children: children }) => children ?? []));
      const wasAsked = (child: string): boolean => rows.some(({ agency, published_at: at, children }) => (children === null ? facts.childIds.includes(child) : children.includes(child))
        || known.some((state) => state.at > at.toISOString() && state.children.includes(child) && (state.shown?.find((copy) => copy.agency === agency)?.children.includes(child) ?? true)));
      expect([...listed].toSorted()).toEqual([...without.keys()].filter((child) => wasAsked(child)).toSorted());
      for (const { no_holder_since: since, no_holder_children: children } of rows) {
        expect(since?.toISOString() ?? null).toBe((children ?? []).map((child) => without.get(child)).toSorted(byKey(String))[0] ?? null);
      }
    }), { numRuns: 60 });
    expect([...states].toSorted()).toEqual(expect.arrayContaining(['awaiting', 'held', 'no-holder']));
    expect(apart).toBeGreaterThan(20);
  }, 60_000);
});
