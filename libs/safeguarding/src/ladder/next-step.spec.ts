import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { declineRedirect, nextStep, recordStep } from './next-step.js';
import { deliveredState, NOT_DELIVERED, type LadderState, type Step } from './ladder-state.js';

const open: Step = { kind: 'open', person: 'sw-0142' };
const openedByColleague: Step = { kind: 'open', person: 'sw-0077' };
const person = 'sw-0142';
const colleague = 'sw-0077';
const accept: Step = { kind: 'accept', person };
const refuse: Step = { kind: 'refuse', person, reason: 'not-our-remit' };
const refuseOtherwise: Step = { kind: 'refuse', person, reason: 'not-our-area' };
const duplicate: Step = { kind: 'refuse', person, reason: 'duplicate', duplicateOf: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a77' };
const redirect: Step = { kind: 'redirect', person, agency: 'northmoor-csc', reason: 'moved-area' };
const redirectElsewhere: Step = { kind: 'redirect', person, agency: 'northshire-icb', reason: 'moved-area' };
const strategyDiscussion: Step = { kind: 'decide', person, decision: 'strategy-discussion' };
const enquiry: Step = { kind: 'decide', person, decision: 'section-47-enquiry' };
const feedBack: Step = { kind: 'feed-back', person, outcome: 'assessment-started' };
const feedBackLater: Step = { kind: 'feed-back', person, outcome: 'support-in-place' };
const every = [open, openedByColleague, accept, refuse, refuseOtherwise, redirect, redirectElsewhere, strategyDiscussion, enquiry, feedBack, feedBackLater];

const delivered = deliveredState('2026-05-22T17:00:00Z');

/** The state after these steps, each of which must be new. */
function after(...steps: readonly Step[]): LadderState {
  return steps.reduce(recordStep, delivered);
}

/** `new`, `repeat`, or the code of the refusal. */
function verdict(state: LadderState, step: Step): string {
  const outcome = nextStep(state, step);
  return outcome.ok ? outcome.value : outcome.error.code;
}

describe('the next step of an agency on a referral', () => {
  it.each<[string, Step[], Step, string]>([
    ['a delivered referral may be opened', [], open, 'new'],
    ['a second reader is on record too', [open], openedByColleague, 'new'],
    ['the same reader, with the staff reference in capital letters', [open], { kind: 'open', person: 'SW-0142' }, 'repeat'],
    ['reading it again is not a second receipt', [open], open, 'repeat'],
    ['an unopened referral is not accepted', [], accept, 'ACK-002'],
    ['an unopened referral is not refused', [], refuse, 'ACK-002'],
    ['an unopened referral is not redirected', [], redirect, 'ACK-002'],
    ['an opened referral may be accepted, by a colleague as well', [open], accept, 'new'],
    ['an opened referral may be refused with a reason', [open], refuse, 'new'],
    ['an opened referral may be redirected', [open], redirect, 'new'],
    ['a browser that sends the acceptance twice makes one receipt', [open, accept], accept, 'repeat'],
    ['an accepted referral is not refused afterwards', [open, accept], refuse, 'ACK-004'],
    ['an accepted referral is not redirected afterwards', [open, accept], redirect, 'ACK-004'],
    ['an agency that refused by mistake takes the referral after all', [open, refuse], accept, 'new'],
    ['an agency that redirected by mistake takes the referral after all', [open, redirect], accept, 'new'],
    ['what it takes after all it decides', [open, refuse, accept], enquiry, 'new'],
    ['and it is final', [open, refuse, accept], refuse, 'ACK-004'],
    ['a refusal is not turned into a redirect', [open, refuse], redirect, 'ACK-004'],
    ['a colleague who accepts as well repeats the answer', [open, accept], { ...accept, person: colleague }, 'repeat-by-colleague'],
    ['a colleague who refuses as well repeats the answer', [open, refuse], { ...refuse, person: colleague }, 'repeat-by-colleague'],
    ['a colleague repeats it once', [open, accept, { ...accept, person: colleague }], { ...accept, person: colleague.toUpperCase() }, 'repeat'],
    ['a colleague who answers otherwise does not repeat it', [open, accept], { ...refuse, person: colleague }, 'ACK-004'],
    ['the same duplicate of the same referral is the same answer', [open, duplicate], duplicate, 'repeat'],
    ['a duplicate of another referral is another answer', [open, duplicate], { ...duplicate, duplicateOf: 'other' }, 'ACK-004'],
    ['the same refusal again is the same answer', [open, refuse], refuse, 'repeat'],
    ['a refusal does not change its reason', [open, refuse], refuseOtherwise, 'ACK-004'],
    ['the same redirection again is the same answer', [open, redirect], redirect, 'repeat'],
    ['a redirection does not change its agency', [open, redirect], redirectElsewhere, 'ACK-004'],
    ['a decision needs an acceptance', [open], strategyDiscussion, 'ACK-002'],
    ['an accepted referral is decided', [open, accept], strategyDiscussion, 'new'],
    ['the same decision again is the same answer', [open, accept, strategyDiscussion], strategyDiscussion, 'repeat'],
    ['a manager who decides the same repeats the decision', [open, accept, enquiry], { ...enquiry, person: colleague }, 'repeat-by-colleague'],
    ['and repeats it once', [open, accept, enquiry, { ...enquiry, person: colleague }], { ...enquiry, person: colleague.toUpperCase() }, 'repeat'],
    ['a decision that was returned to is repeated by a colleague', [open, accept, enquiry, strategyDiscussion, enquiry], { ...enquiry, person: colleague }, 'repeat-by-colleague'],
    ['another decision may follow', [open, accept, strategyDiscussion], enquiry, 'new'],
    ['and the earlier one may be returned to', [open, accept, strategyDiscussion, enquiry], strategyDiscussion, 'new'],
    ['an agency that refused has nothing to decide', [open, refuse], strategyDiscussion, 'ACK-002'],
    ['an agency that redirected has nothing to decide', [open, redirect], strategyDiscussion, 'ACK-002'],
    ['there is no feedback before an answer', [open], feedBack, 'ACK-002'],
    ['a school that only acknowledges may still give feedback', [open, accept], feedBack, 'new'],
    ['feedback follows a decision', [open, accept, enquiry], feedBack, 'new'],
    ['feedback follows a refusal', [open, refuse], feedBack, 'new'],
    ['feedback follows a redirection', [open, redirect], feedBack, 'new'],
    ['the same feedback again is the same answer', [open, accept, feedBack], feedBack, 'repeat'],
    ['a colleague who gives the same feedback repeats it', [open, accept, feedBack], { ...feedBack, person: colleague }, 'repeat-by-colleague'],
    ['the referrer may be given more feedback later', [open, accept, feedBack], feedBackLater, 'new'],
    ['a later reader is on record after the answer as well', [open, accept, enquiry], openedByColleague, 'new'],
  ])('%s', (_rule, before, step, expected) => {
    expect(verdict(after(...before), step)).toBe(expected);
  });

  it('allows no step before the referral is delivered', () => {
    expect(every.map((step) => verdict(NOT_DELIVERED, step))).toEqual(every.map(() => 'ACK-002'));
  });

  it.each<[string, Step[], Step, RegExp]>([
    ['to open before accepting', [], accept, /must open it before/],
    ['to accept before deciding', [open], enquiry, /must be accepted before/],
    ['to answer before feedback', [open], feedBack, /must accept, refuse or redirect .* before/],
    ['that a refusal can be followed by an acceptance', [open, refuse], enquiry, /has refused .* accept it after all, or give feedback/],
    ['that an acceptance is final', [open, accept], refuse, /already accepted .* final/],
  ])('names %s', (_what, before, step, sentence) => {
    const outcome = nextStep(after(...before), step);
    expect(outcome.ok ? '' : outcome.error.message).toMatch(sentence);
  });

  it('lets an agency answer again, in any way, after the exchange has declined its redirect', () => {
    const declined = declineRedirect(after(open, redirect));
    expect([accept, refuse, redirectElsewhere, redirect].map((step) => verdict(declined, step))).toEqual(['new', 'new', 'new', 'repeat']);
    expect(verdict(recordStep(declined, redirectElsewhere), refuse)).toBe('ACK-004');
    expect(verdict(recordStep(declined, refuse), accept)).toBe('new');
  });

  it('declines nothing but a redirect', () => {
    expect(declineRedirect(after(open, refuse))).toEqual(after(open, refuse));
  });

  it('never names a reason, an agency, a decision or a person in a refusal', () => {
    fc.assert(
      fc.property(anySteps(), anyStep('zq'), (steps, step) => {
        const outcome = nextStep(play(steps), step);
        if (!outcome.ok) expect(outcome.error.message).not.toContain('zq');
      }),
    );
  });
});

describe('any steps in any order', () => {
  it('keep the ladder: read, then an answer, then decisions and feedback', () => {
    fc.assert(
      fc.property(anySteps(), (steps) => {
        const state = play(steps);
        if (state.answer.kind !== 'none') expect(state.openedBy).not.toEqual([]);
        if (state.decisions.length > 0) expect(state.answer.kind).toBe('accepted');
        if (state.feedback.length > 0) expect(state.answer.kind).not.toBe('none');
        expect(new Set(state.openedBy).size).toBe(state.openedBy.length);
      }),
    );
  });

  it('treat every step that was just recorded as a repeat', () => {
    fc.assert(
      fc.property(anySteps(), anyStep(), (steps, step) => {
        const state = play(steps);
        if (['new', 'repeat-by-colleague'].includes(verdict(state, step))) expect(verdict(recordStep(state, step), step)).toBe('repeat');
      }),
    );
  });

  it('change an answer into an acceptance alone, and never an acceptance', () => {
    fc.assert(
      fc.property(anySteps(), anySteps(), (steps, later) => {
        const { answer } = play(steps);
        const { answer: last } = play([...steps, ...later]);
        if (answer.kind !== 'none' && last.kind !== 'accepted') expect(last).toEqual(answer);
        if (answer.kind === 'accepted') expect(last.kind).toBe('accepted');
      }),
    );
  });

  it('treat the recording of a repeat as a bug', () => {
    expect(() => recordStep(delivered, accept)).toThrow(RangeError);
    expect(() => recordStep(after(open, accept), accept)).toThrow(RangeError);
    expect(() => recordStep(after(open), open)).toThrow(RangeError);
  });
});

/** Takes the new steps and the repeats of colleagues, and skips the others, as the node does. */
function play(steps: readonly Step[]): LadderState {
  return steps.reduce((state, step) => (['new', 'repeat-by-colleague'].includes(verdict(state, step)) ? recordStep(state, step) : state), delivered);
}

function anySteps(): fc.Arbitrary<Step[]> {
  return fc.array(anyStep(), { maxLength: 12 });
}

function anyStep(mark = ''): fc.Arbitrary<Step> {
  const word = fc.constantFrom(`a${mark}`, `b${mark}`, `c${mark}`);
  return fc.oneof(
    fc.record({ kind: fc.constant('open' as const), person: word }),
    fc.record({ kind: fc.constant('accept' as const), person: word }),
    fc.record({ kind: fc.constant('refuse' as const), person: word, reason: word }),
    fc.record({ kind: fc.constant('redirect' as const), person: word, agency: word, reason: word }),
    fc.record({ kind: fc.constant('decide' as const), person: word, decision: word }),
    fc.record({ kind: fc.constant('feed-back' as const), person: word, outcome: word }),
  );
}
