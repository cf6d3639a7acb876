import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '#libs/kernel';
import { NOT_DELIVERED, declineRedirect, deliveredState, nextStep, recordStep, type Step } from '#libs/safeguarding';

import { rungOf, ladderStateOf, stepRow } from './ladder-state.js';
import type { StepRow } from './step.repository.js';

const RECEIVED = new Date('2026-05-22T17:05:00.000Z');
const people = fc.constantFrom('sw-0142', 'sw-0143', 'mgr-7');

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  people.map((person): Step => ({ kind: 'open', person })),
  people.map((person): Step => ({ kind: 'accept', person })),
  fc.tuple(people, fc.constantFrom('duplicate', 'not-our-area')).map(([person, reason]): Step => ({ kind: 'refuse', person, reason })),
  people.map((person): Step => ({ kind: 'refuse', person, reason: 'duplicate', duplicateOf: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a77' })),
  fc.tuple(people, fc.constantFrom('northmoor-csc', 'northshire-icb')).map(([person, agency]): Step => ({ kind: 'redirect', person, agency, reason: 'moved-area' })),
  fc.tuple(people, fc.constantFrom('early-help', 'strategy-discussion')).map(([person, decision]): Step => ({ kind: 'decide', person, decision })),
  fc.tuple(people, fc.constantFrom('support-in-place', 'already-open-to-us')).map(([person, outcome]): Step => ({ kind: 'feed-back', person, outcome })),
);

interface Wanted {
  readonly step: Step;
  /** Whether the exchange declines it at once, for a redirect. */
  readonly isDeclined?: boolean;
}

/** Takes the steps that the rules allow and stores them as the node would. */
function kept(wanted: readonly Wanted[]): { rows: StepRow[]; state: ReturnType<typeof ladderStateOf> } {
  const rows: StepRow[] = [];
  let state = deliveredState(RECEIVED.toISOString());
  for (const { step, isDeclined = false } of wanted) {
    const verdict = nextStep(state, step);
    if (!verdict.ok || verdict.value === 'repeat') continue;
    state = recordStep(state, step);
    const isNewlyDeclined = isDeclined && step.kind === 'redirect' && verdict.value === 'new';
    if (isNewlyDeclined) state = declineRedirect(state);
    const row = stepRow(step, { receiptId: newId(), person: step.person, assertedBy: null, isRepeat: verdict.value === 'repeat-by-colleague', occurredAt: new Date(RECEIVED.getTime() + rows.length * 60_000) });
    rows.push({ ...row, isDeclined: isNewlyDeclined });
  }
  return { rows, state };
}

describe('the ladder state of the agency', () => {
  it('is the same after it was read back from the stored steps', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ step: anyStep, isDeclined: fc.boolean() }), { maxLength: 30 }), (wanted) => {
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
      { step: { kind: 'open', person: 'sw-0142' } },
      { step: { kind: 'accept', person: 'sw-0142' } },
      { step: { kind: 'decide', person: 'mgr-7', decision: 'early-help' } },
      { step: { kind: 'open', person: 'sw-0143' } },
    ]);
    expect(rows.map(({ rung }) => rung)).toEqual(['opened', 'accepted', 'decided', 'opened']);
    expect(rungOf({ receivedAt: RECEIVED, steps: rows })).toBe('decided');
  });
});
