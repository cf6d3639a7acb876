import type { AuditRecipient, Expectation, Rung } from '#libs/contracts';

import { exactly } from '../paging/sql-text.js';

/** A recipient as a row of the projection. */
export interface RecipientRow {
  readonly agency: string;
  readonly hop: number | null;
  readonly expectation: Expectation | null;
  readonly forwarded_by: string | null;
  readonly highest_rung: Rung | null;
  readonly answered_at: string | null;
  readonly awaiting_since: string | null;
  readonly accepted_at: string | null;
  readonly decided_at: string | null;
  readonly redirected_at: string | null;
  readonly answer: 'accepted' | 'refused' | 'redirected' | null;
  readonly onward: string | null;
  readonly withdrawn_at: string | null;
  readonly added: string | null;
}

/** Of contradicting answers the first one counts, as everywhere in the exchange. */
const ANSWER = `CASE LEAST(accepted_at, refused_at, redirected_at)
  WHEN accepted_at THEN 'accepted' WHEN refused_at THEN 'refused' WHEN redirected_at THEN 'redirected' END`;

export const RECIPIENT_COLUMNS = `agency, hop, expectation, (named).forwarded_by AS forwarded_by, highest_rung, (onward).code AS onward, (added).code AS added, ${exactly('(withdrawn).at')} AS withdrawn_at, ${ANSWER} AS answer,
  ${exactly(`CASE WHEN NOT answered THEN NULL WHEN ${ANSWER} = 'accepted' THEN LEAST(accepted_at, decided_at) ELSE decided_at END`)} AS answered_at,
  ${exactly('awaiting_since')} AS awaiting_since, ${exactly('accepted_at')} AS accepted_at, ${exactly('decided_at')} AS decided_at,
  ${exactly('redirected_at')} AS redirected_at`;

export function recipientItem({ agency, hop, expectation, forwarded_by: by, highest_rung: highestRung, answered_at: answeredAt, ...row }: RecipientRow): AuditRecipient {
  return {
    agency,
    ...(hop !== null && { hop }),
    ...(expectation !== null && { expectation }),
    ...(by !== null && { forwardedBy: by }),
    ...(highestRung !== null && { highestRung }),
    ...(answeredAt !== null && { answeredAt }),
    ...(row.withdrawn_at !== null && { withdrawnAt: row.withdrawn_at }),
    ...(row.added !== null && { addedBecause: row.added }),
  };
}
