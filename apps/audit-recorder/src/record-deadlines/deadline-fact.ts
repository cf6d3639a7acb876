import {
  ESCALATION_CONTRACTS,
  type DeadlineBreachedV1,
  type DeadlineCancelledV1,
  type DeadlineEscalatedV1,
  type DeadlineMetV1,
  type DeadlineNotStartedV1,
  type DeadlineStartedV1,
  type DeadlineWarnedV1,
} from '#libs/contracts';

/** What was said about a clock. */
export type DeadlineFact =
  | { readonly kind: 'deadline-started'; readonly data: DeadlineStartedV1 }
  | { readonly kind: 'deadline-warned'; readonly data: DeadlineWarnedV1 }
  | { readonly kind: 'deadline-breached'; readonly data: DeadlineBreachedV1 }
  | { readonly kind: 'deadline-escalated'; readonly data: DeadlineEscalatedV1 }
  | { readonly kind: 'deadline-met'; readonly data: DeadlineMetV1 }
  | { readonly kind: 'deadline-cancelled'; readonly data: DeadlineCancelledV1 }
  | { readonly kind: 'deadline-not-started'; readonly data: DeadlineNotStartedV1 };

/** Kinds by type of event: `safeguarding.deadline.met.v1` is `deadline-met`. */
export const DEADLINE_KINDS: Readonly<Record<string, DeadlineFact['kind']>> = Object.fromEntries(
  ESCALATION_CONTRACTS.map(({ type, name }) => [type, name.replace('safeguarding.deadline.', 'deadline-') as DeadlineFact['kind']]),
);

const KINDS: ReadonlySet<string> = new Set(Object.values(DEADLINE_KINDS));

export function isDeadlineFact<Fact extends { readonly kind: string }>(fact: Fact): fact is Extract<Fact, DeadlineFact> {
  return KINDS.has(fact.kind);
}

/** When it happened: of a start its anchor, of a step the time at which it was due, of an end the answer. */
export function deadlineOccurredAt(fact: DeadlineFact): string {
  switch (fact.kind) {
    case 'deadline-started':
      return fact.data.clock.anchorAt;
    case 'deadline-not-started':
      return fact.data.anchorAt;
    default:
      return fact.data.at;
  }
}
