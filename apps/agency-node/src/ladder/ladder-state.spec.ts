import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '#libs/kernel';
import { NOT_DELIVERED, deliveredState, nextStep, recordStep, type Step } from '#libs/safeguarding';

import { rungOf, ladderStateOf, stepRow } from './ladder-state.js';
import type { StepRow } from './step.repository.js';

const RECEIVED = new Date('2026-05-22T17:05:00.000Z');
const people = fc.constantFrom('sw-0142', 'sw-0143', 'mgr-7');

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  people.map((person): Step => ({ kind: 'open', person })),
  fc.constant<Step>({ kind: 'accept' }),
  fc.constantFrom('duplicate', 'not-our-area').map((reason): Step => ({ kind: 'refuse', reason })),
  fc.constantFrom('northmoor-csc', 'northshire-icb').map((agency): Step => ({ kind: 'redirect', agency, reason: 'moved-area' })),
  fc.constantFrom('early-help', 'strategy-discussion').map((decision): Step => ({ kind: 'decide', decision })),
  fc.constantFrom('support-in-place', 'already-open-to-us').map((outcome): Step => ({ kind: 'feed-back', outcome })),
);

/** Takes the steps that the rules allow and stores them as the node would. */
function kept(wanted: readonly { step: Step; person: string }[]): { rows: StepRow[]; state: ReturnType<typeof ladderStateOf> } {
  const rows: StepRow[] = [];
  let state = deliveredState(RECEIVED.toISOString());
  for (const { step, person } of wanted) {
    const verdict = nextStep(state, step);
    if (!verdict.ok || verdict.value === 'repeat') continue;
    state = recordStep(state, step);
    const by = step.kind === 'open' ? step.person : person;
    rows.push(stepRow(step, { receiptId: newId(), person: by, occurredAt: new Date(RECEIVED.getTime() + rows.length * 60_000) }));
  }
  return { rows, state };
}

describe('the ladder state of the agency', () => {
  it('is the same after it was read back from the stored steps', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ step: anyStep, person: people }), { maxLength: 30 }), (wanted) => {
        const { rows, state } = kept(wanted);
        expect(ladderStateOf({ receivedAt: RECEIVED, steps: rows })).toEqual(state);
      }),
    );
  });

  it('is delivered, and no more, until somebody has looked', () => {
    expect(rungOf({ receivedAt: RECEIVED, steps: [] })).toBe('delivered');
    expect(ladderStateOf({ receivedAt: RECEIVED, steps: [] })).toEqual({ ...NOT_DELIVERED, deliveredAt: RECEIVED.toISOString() });
  });

  it('stays decided when a further colleague opens it', () => {
    const { rows } = kept([
      { step: { kind: 'open', person: 'sw-0142' }, person: 'sw-0142' },
      { step: { kind: 'accept' }, person: 'sw-0142' },
      { step: { kind: 'decide', decision: 'early-help' }, person: 'mgr-7' },
      { step: { kind: 'open', person: 'sw-0143' }, person: 'sw-0143' },
    ]);
    expect(rows.map(({ rung }) => rung)).toEqual(['opened', 'accepted', 'decided', 'opened']);
    expect(rungOf({ receivedAt: RECEIVED, steps: rows })).toBe('decided');
  });
});
