import type { AuditRecipient, AuditTimeline, Expectation, Rung } from '#libs/contracts';
import { copiesNow, holderOf, type AskedAgency, type ChildrenKnown } from '#libs/safeguarding';

import { exactly } from '../paging/sql-text.js';

/** A recipient as a row of the projection. */
export interface RecipientRow {
  readonly agency: string;
  readonly hop: number | null;
  readonly expectation: Expectation | null;
  readonly forwarded_by: string | null;
  readonly highest_rung: Rung | null;
  readonly responded_at: string | null;
  readonly awaiting_since: string | null;
  readonly accepted_at: string | null;
  readonly decided_at: string | null;
  readonly redirected_at: string | null;
  readonly refused_at: string | null;
  readonly published_at: string | null;
  readonly no_holder_since: string | null;
  readonly no_holder_children: readonly string[] | null;
  /** The children that its copy showed when it was sent, where it showed some only. */
  readonly children: readonly string[] | null;
  readonly answer: 'accepted' | 'refused' | 'redirected' | null;
  readonly onward: string | null;
  readonly onward_at: string | null;
  readonly ended_at: string | null;
  readonly withdrawn_at: string | null;
  readonly added: string | null;
}

/** The present answer, as everywhere in the exchange: an acceptance may correct another answer, and a refusal may follow a declined redirect. */
const ANSWER = `CASE WHEN accepted_at IS NOT NULL THEN 'accepted' WHEN refused_at IS NOT NULL THEN 'refused' WHEN redirected_at IS NOT NULL THEN 'redirected' END`;

export const RECIPIENT_COLUMNS = `agency, hop, expectation, (named).forwarded_by AS forwarded_by, highest_rung, (onward).code AS onward, (added).code AS added, ${exactly('(withdrawn).at')} AS withdrawn_at, ${ANSWER} AS answer,
  ${exactly('responded_at')} AS responded_at, ${exactly('awaiting_since')} AS awaiting_since, ${exactly('accepted_at')} AS accepted_at, ${exactly('decided_at')} AS decided_at,
  ${exactly('redirected_at')} AS redirected_at, ${exactly('refused_at')} AS refused_at, ${exactly('published_at')} AS published_at,
  ${exactly('(onward).at')} AS onward_at, ${exactly('no_holder_since')} AS no_holder_since, no_holder_children, (named).children AS children, ${exactly('(ended).ended_at')} AS ended_at`;

export function recipientItem({ agency, hop, expectation, forwarded_by: by, highest_rung: highestRung, responded_at: respondedAt, ...row }: RecipientRow): AuditRecipient {
  return {
    agency,
    ...(hop !== null && { hop }),
    ...(expectation !== null && { expectation }),
    ...(by !== null && { forwardedBy: by }),
    ...(highestRung !== null && { highestRung }),
    ...(respondedAt !== null && { respondedAt }),
    ...(row.withdrawn_at !== null && { withdrawnAt: row.withdrawn_at }),
    ...(row.added !== null && { addedBecause: row.added }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
  };
}

/** The children that the copy of each recipient shows now, by agency. An agency whose copy shows all has none. */
export function childrenShown(recipients: readonly RecipientRow[], known: readonly ChildrenKnown[]): ReadonlyMap<string, readonly string[]> {
  const copies = recipients.flatMap(({ agency, published_at: at, children }) => (at === null ? [] : [{ agency, at, ...(children !== null && { children }) }]));
  return new Map(copiesNow(copies, known).flatMap(({ agency, children }) => (children === undefined ? [] : [[agency, children]])));
}

/** Who has the children, by these recipients; undefined after a withdrawal. */
export function holderIn(recipients: readonly RecipientRow[], known: readonly ChildrenKnown[] = []): AuditTimeline['holder'] {
  if (recipients.some(({ withdrawn_at: at }) => at !== null)) return undefined;
  const asked = recipients.flatMap((row): AskedAgency[] => {
    const { agency, expectation, published_at: askedAt, children, accepted_at: acceptedAt, refused_at: refusedAt, onward_at: onwardAt, ended_at: endedAt } = row;
    if (expectation === null || askedAt === null) return [];
    const left = [refusedAt, onwardAt].flatMap((at) => (at === null ? [] : [{ at, because: agency }]));
    return [{ agency, expectation, askedAt, ...(children !== null && { children }), ...(acceptedAt !== null && { acceptedAt }), left, ...(endedAt !== null && { ended: { at: endedAt, because: agency } }) }];
  });
  return holderOf(asked, known) ?? undefined;
}
