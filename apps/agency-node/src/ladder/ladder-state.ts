import type { Rung } from '#libs/contracts';
import { deliveredState, foldRungs, recordCode, type Answer, type LadderState, type RecordedCode, type Step } from '#libs/safeguarding';

import type { LockedReferral, StepRow } from './step.repository.js';

const ANSWERS: ReadonlySet<Rung> = new Set(['accepted', 'refused', 'redirected']);

/** The input of the ladder's rules, from the stored rows. */
export function ladderStateOf({ receivedAt, steps }: Pick<LockedReferral, 'receivedAt' | 'steps'>): LadderState {
  const answers = steps.filter(({ rung }) => ANSWERS.has(rung));
  // The repeats of colleagues follow the answer that they repeat.
  const present = answers.slice(Math.max(0, answers.findLastIndex(({ isRepeat }) => !isRepeat)));
  return {
    ...deliveredState(receivedAt.toISOString()),
    openedBy: steps.filter(({ rung }) => rung === 'opened').map(({ person }) => person),
    answer: answerIn(present[0]),
    answeredBy: present.map(({ person }) => person),
    decisions: recordedCodes(steps, ({ decision }) => decision),
    feedback: recordedCodes(steps, ({ feedback }) => feedback),
  };
}

/** The present rung of the agency: the same fold that the publisher and the audit make of its receipts. */
export function rungOf({ receivedAt, steps }: Pick<LockedReferral, 'receivedAt' | 'steps'>): Rung {
  const reached = steps.map(({ rung, occurredAt }) => ({ rung, at: occurredAt.toISOString() }));
  return foldRungs([{ rung: 'delivered', at: receivedAt.toISOString() }, ...reached]).highest ?? 'delivered';
}

/** The row that stores a step. */
export function stepRow(step: Step, made: Pick<StepRow, 'receiptId' | 'person' | 'assertedBy' | 'occurredAt' | 'isRepeat'>): StepRow {
  const plain = {
    ...made, verdict: null, verdictCode: null, isDeclined: false, reasonCode: null, decision: null, redirectedTo: null, feedback: null, duplicateOf: null,
  };
  switch (step.kind) {
    case 'open':
      return { ...plain, rung: 'opened' };
    case 'accept':
      return { ...plain, rung: 'accepted' };
    case 'refuse':
      return { ...plain, rung: 'refused', reasonCode: step.reason, duplicateOf: step.duplicateOf ?? null };
    case 'redirect':
      return { ...plain, rung: 'redirected', reasonCode: step.reason, redirectedTo: step.agency };
    case 'decide':
      return { ...plain, rung: 'decided', decision: step.decision };
    case 'feed-back':
      return { ...plain, rung: 'fed_back', feedback: step.outcome };
  }
}

function recordedCodes(steps: readonly StepRow[], codeOf: (step: StepRow) => string | null): readonly RecordedCode[] {
  return steps.reduce<readonly RecordedCode[]>((codes, step) => {
    const code = codeOf(step);
    return code === null ? codes : recordCode(codes, code, step.person);
  }, []);
}

function answerIn(row: StepRow | undefined): Answer {
  if (row === undefined) return { kind: 'none' };
  const { rung, reasonCode, redirectedTo, duplicateOf, isDeclined } = row;
  if (rung === 'accepted') return { kind: 'accepted' };
  if (rung === 'redirected') return { kind: 'redirected', agency: redirectedTo ?? '', reason: reasonCode ?? '', isDeclined };
  return { kind: 'refused', reason: reasonCode ?? '', ...(duplicateOf !== null && { duplicateOf }) };
}
