import type { ReceivedEvent } from '#libs/contracts';
import { copiesIn, declinedIn, type CopyOfReferral, type DeclinedRedirect } from '#libs/safeguarding';

/** The facts of the exchange by which statements are judged. */
export interface JudgementFacts {
  readonly copies: readonly CopyOfReferral[];
  readonly declined: readonly DeclinedRedirect[];
}

export const NO_FACTS: JudgementFacts = { copies: [], declined: [] };

/** @param events of the lifecycle topic. */
export function knownFactsIn(events: readonly ReceivedEvent[]): JudgementFacts {
  return { copies: events.flatMap((event) => copiesIn(event)), declined: events.flatMap((event) => declinedIn(event)) };
}
