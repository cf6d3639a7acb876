import type { Rung } from '#libs/contracts';
import { deliveredState, foldRungs, type Answer, type LadderState, type Step } from '#libs/safeguarding';

import type { LockedReferral, StepRow } from './step.repository.js';

/** The input of the ladder's rules, from the stored rows. */
export function ladderStateOf({ receivedAt, steps }: Pick<LockedReferral, 'receivedAt' | 'steps'>): LadderState {
  return {
    ...deliveredState(receivedAt.toISOString()),
    openedBy: steps.filter(({ rung }) => rung === 'opened').map(({ person }) => person),
    answer: steps.map((step) => answerIn(step)).find(({ kind }) => kind !== 'none') ?? { kind: 'none' },
    decisions: steps.flatMap(({ decision }) => decision ?? []),
    feedback: steps.flatMap(({ feedback }) => feedback ?? []),
  };
}

/** The present rung of the agency: the same fold that the publisher and the audit make of its receipts. */
export function rungOf({ receivedAt, steps }: Pick<LockedReferral, 'receivedAt' | 'steps'>): Rung {
  const reached = steps.map(({ rung, occurredAt }) => ({ rung, at: occurredAt.toISOString() }));
  return foldRungs([{ rung: 'delivered', at: receivedAt.toISOString() }, ...reached]).highest ?? 'delivered';
}

/** The row that stores a step. */
export function stepRow(step: Step, made: Pick<StepRow, 'receiptId' | 'person' | 'occurredAt'>): StepRow {
  const plain = { ...made, verdict: null, verdictCode: null, reasonCode: null, decision: null, redirectedTo: null, feedback: null };
  switch (step.kind) {
    case 'open':
      return { ...plain, rung: 'opened' };
    case 'accept':
      return { ...plain, rung: 'accepted' };
    case 'refuse':
      return { ...plain, rung: 'refused', reasonCode: step.reason };
    case 'redirect':
      return { ...plain, rung: 'redirected', reasonCode: step.reason, redirectedTo: step.agency };
    case 'decide':
      return { ...plain, rung: 'decided', decision: step.decision };
    case 'feed-back':
      return { ...plain, rung: 'fed_back', feedback: step.outcome };
  }
}

function answerIn({ rung, reasonCode, redirectedTo }: StepRow): Answer {
  if (rung === 'accepted') return { kind: 'accepted' };
  if (rung === 'refused') return { kind: 'refused', reason: reasonCode ?? '' };
  if (rung === 'redirected') return { kind: 'redirected', agency: redirectedTo ?? '', reason: reasonCode ?? '' };
  return { kind: 'none' };
}
