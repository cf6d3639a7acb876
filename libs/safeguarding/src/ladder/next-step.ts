import { comparisonForm, failure, success, type Failure, type Outcome } from '#libs/kernel';

import type { Answer, LadderState, RecordedCode, Step } from './ladder-state.js';

/** `ACK-002`: another step must come first. `ACK-004`: the agency has already answered differently. */
type StepRefusal = Failure<'ACK-002' | 'ACK-004'>;

/**
 * A `new` step is recorded and gets a receipt. So does a `repeat-by-colleague`, the same answer, decision or feedback by another person,
 * although the one on record stays the first one. A `repeat` gets the answer of the first time and no second receipt.
 */
type StepEffect = 'new' | 'repeat-by-colleague' | 'repeat';

type Verdict = Outcome<StepEffect, StepRefusal>;
type AnswerStep = Extract<Step, { kind: 'accept' | 'refuse' | 'redirect' }>;

/**
 * The effect of a step at a recipient's present state. Pure: the caller records a new step.
 *
 * If two colleagues both accept, that is one answer: the first one is on record, and the act of the second person is kept beside it.
 * A decision or feedback is compared with the latest one only, so that an agency can return to an earlier decision and have that
 * recorded too.
 */
export function nextStep(state: LadderState, step: Step): Verdict {
  if (state.deliveredAt === null) {
    return outOfOrder('The referral has not been delivered to this agency. A person there can act on it only after delivery.');
  }
  if (step.kind === 'open') return includesPerson(state.openedBy, step.person) ? repeat : isNew;
  if (step.kind === 'decide') return decide(state, step);
  if (step.kind === 'feed-back') return feedBack(state, step);
  return answer(state, step);
}

/**
 * The state after a step that {@link nextStep} found new, or the repeat of a colleague.
 *
 * @throws RangeError for another step, because a caller that records a person's own repeat or a refused step has a bug.
 */
export function recordStep(state: LadderState, step: Step): LadderState {
  const verdict = nextStep(state, step);
  if (!verdict.ok || verdict.value === 'repeat') throw new RangeError(`the step ${step.kind} is not new here`);
  if (step.kind === 'open') return { ...state, openedBy: [...state.openedBy, step.person] };
  if (step.kind === 'decide') return { ...state, decisions: recordCode(state.decisions, step.decision, step.person) };
  if (step.kind === 'feed-back') return { ...state, feedback: recordCode(state.feedback, step.outcome, step.person) };
  if (verdict.value === 'repeat-by-colleague') return { ...state, answeredBy: [...state.answeredBy, step.person] };
  return { ...state, answer: answerIn(step), answeredBy: [step.person] };
}

/** The codes with one more. The latest code again adds its person to those who have recorded it. */
export function recordCode(codes: readonly RecordedCode[], code: string, person: string): readonly RecordedCode[] {
  const latest = codes.at(-1);
  return latest?.code === code ? [...codes.slice(0, -1), { code, by: [...latest.by, person] }] : [...codes, { code, by: [person] }];
}

/** The state after the exchange has declined the present redirect. The agency may give any answer then. */
export function declineRedirect(state: LadderState): LadderState {
  return state.answer.kind === 'redirected' ? { ...state, answer: { ...state.answer, isDeclined: true } } : state;
}

function includesPerson(people: readonly string[], person: string): boolean {
  const form = comparisonForm(person);
  return people.some((each) => comparisonForm(each) === form);
}

const isNew: Verdict = success('new');
const repeat: Verdict = success('repeat');
const repeatByColleague: Verdict = success('repeat-by-colleague');

function answerIn(step: AnswerStep): Answer {
  if (step.kind === 'accept') return { kind: 'accepted' };
  if (step.kind === 'redirect') return { kind: 'redirected', agency: step.agency, reason: step.reason, isDeclined: false };
  const { reason, duplicateOf } = step;
  return { kind: 'refused', reason, ...(duplicateOf !== undefined && { duplicateOf }) };
}

function answer(state: LadderState, step: AnswerStep): Verdict {
  const { answer: stated, answeredBy } = state;
  if (stated.kind === 'none') {
    return state.openedBy.length > 0
      ? isNew
      : outOfOrder('No person at this agency has opened the referral. A named person must open it before the agency answers.');
  }
  const given = answerIn(step);
  if (sameAnswer(stated, given)) return includesPerson(answeredBy, step.person) ? repeat : repeatByColleague;
  if (mayFollow(stated, given)) return isNew;
  return failure({
    code: 'ACK-004',
    message: `The agency has already ${phrase(stated)} the referral${stated.kind === given.kind ? ' in other terms' : ''}. `
      + (stated.kind === 'accepted'
        ? 'An acceptance is final; give the referrer any further information as feedback.'
        : 'Only an acceptance can follow; give the referrer any further information as feedback.'),
  });
}

/** Whether an answer may follow another one on record. */
function mayFollow(stated: Answer, given: Answer): boolean {
  if (stated.kind === 'redirected' && stated.isDeclined) return true;
  return given.kind === 'accepted' && stated.kind !== 'accepted';
}

function decide(state: LadderState, { decision, person }: Extract<Step, { kind: 'decide' }>): Verdict {
  const { answer: stated } = state;
  if (stated.kind === 'accepted') return codeEffect(state.decisions, decision, person);
  return outOfOrder(
    stated.kind === 'none'
      ? 'The agency has not accepted the referral. It must be accepted before a decision is recorded.'
      : `The agency has ${phrase(stated)} the referral. Only an agency that has accepted it can decide: accept it after all, or give feedback.`,
  );
}

function feedBack(state: LadderState, { outcome, person }: Extract<Step, { kind: 'feed-back' }>): Verdict {
  if (state.answer.kind === 'none') {
    return outOfOrder('The agency has not answered. It must accept, refuse or redirect the referral before it gives feedback.');
  }
  return codeEffect(state.feedback, outcome, person);
}

function codeEffect(codes: readonly RecordedCode[], code: string, person: string): Verdict {
  const latest = codes.at(-1);
  if (latest?.code !== code) return isNew;
  return includesPerson(latest.by, person) ? repeat : repeatByColleague;
}

function sameAnswer(stated: Answer, given: Answer): boolean {
  if (stated.kind === 'refused' && given.kind === 'refused') return stated.reason === given.reason && stated.duplicateOf === given.duplicateOf;
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
