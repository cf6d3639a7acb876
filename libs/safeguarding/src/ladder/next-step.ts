import { failure, success, type Failure, type Outcome } from '#libs/kernel';

import type { Answer, Standing, Step } from './standing.js';

/** `ACK-002`: another step must come first. `ACK-004`: the agency has already answered differently. */
export type StepRefusal = Failure<'ACK-002' | 'ACK-004'>;

/** A `new` step is recorded and gets a receipt; a `repeat` gets the answer of the first time and no second receipt. */
export type StepEffect = 'new' | 'repeat';

type Verdict = Outcome<StepEffect, StepRefusal>;
type AnswerStep = Extract<Step, { kind: 'accept' | 'refuse' | 'redirect' }>;

/**
 * The effect of a step at a recipient's present standing. Pure: the caller records a new step.
 *
 * The person is not part of a step's content, except for `open`: if two colleagues both accept, that is one answer, and the
 * first of them is on record. A decision or feedback is compared with the latest one only, so that an agency can return to an
 * earlier decision and have that recorded too.
 */
export function nextStep(standing: Standing, step: Step): Verdict {
  if (standing.deliveredAt === null) {
    return outOfOrder('The referral has not been delivered to this agency. A person there can act on it only after delivery.');
  }
  if (step.kind === 'open') return standing.openedBy.includes(step.person) ? repeat : isNew;
  if (step.kind === 'decide') return decide(standing, step.decision);
  if (step.kind === 'feed-back') return feedBack(standing, step.outcome);
  return answer(standing, answerIn(step));
}

/**
 * The standing after a step that {@link nextStep} found new.
 *
 * @throws RangeError for a step that is not new, because a caller that records a repeat or a refused step has a bug.
 */
export function recordStep(standing: Standing, step: Step): Standing {
  const verdict = nextStep(standing, step);
  if (!verdict.ok || verdict.value === 'repeat') throw new RangeError(`the step ${step.kind} is not new here`);
  if (step.kind === 'open') return { ...standing, openedBy: [...standing.openedBy, step.person] };
  if (step.kind === 'decide') return { ...standing, decisions: [...standing.decisions, step.decision] };
  if (step.kind === 'feed-back') return { ...standing, feedback: [...standing.feedback, step.outcome] };
  return { ...standing, answer: answerIn(step) };
}

const isNew: Verdict = success('new');
const repeat: Verdict = success('repeat');

function answerIn(step: AnswerStep): Answer {
  if (step.kind === 'accept') return { kind: 'accepted' };
  if (step.kind === 'refuse') return { kind: 'refused', reason: step.reason };
  return { kind: 'redirected', agency: step.agency, reason: step.reason };
}

function answer(standing: Standing, given: Answer): Verdict {
  const { answer: stated } = standing;
  if (stated.kind === 'none') {
    return standing.openedBy.length > 0
      ? isNew
      : outOfOrder('No person at this agency has opened the referral. A named person must open it before the agency answers.');
  }
  if (sameAnswer(stated, given)) return repeat;
  return failure({
    code: 'ACK-004',
    message: `The agency has already ${phrase(stated)} the referral${stated.kind === given.kind ? ' in other terms' : ''}. `
      + 'An answer is final; give the referrer any further information as feedback.',
  });
}

function decide(standing: Standing, decision: string): Verdict {
  const { answer: stated } = standing;
  if (stated.kind === 'accepted') return standing.decisions.at(-1) === decision ? repeat : isNew;
  return outOfOrder(
    stated.kind === 'none'
      ? 'The agency has not accepted the referral. It must be accepted before a decision is recorded.'
      : `The agency has ${phrase(stated)} the referral. Only an agency that has accepted it can decide; feedback is the only step left.`,
  );
}

function feedBack(standing: Standing, outcome: string): Verdict {
  if (standing.answer.kind === 'none') {
    return outOfOrder('The agency has not answered. It must accept, refuse or redirect the referral before it gives feedback.');
  }
  return standing.feedback.at(-1) === outcome ? repeat : isNew;
}

function sameAnswer(stated: Answer, given: Answer): boolean {
  if (stated.kind === 'refused' && given.kind === 'refused') return stated.reason === given.reason;
  if (stated.kind === 'redirected' && given.kind === 'redirected') {
    return stated.agency === given.agency && stated.reason === given.reason;
  }
  return stated.kind === given.kind;
}

function phrase(stated: Answer): string {
  return stated.kind === 'none' ? 'not answered' : stated.kind;
}

function outOfOrder(message: string): Verdict {
  return failure({ code: 'ACK-002', message });
}
