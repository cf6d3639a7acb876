import type { UndeliveredCopy } from '#libs/contracts';
import type { PagePosition } from '#libs/http-api';
import { NIL_UUID } from '#libs/kernel';
import { statement, type StatementRunner } from '#libs/persistence';

import { IS_CHANGE_DELIVERED, IS_DELIVERED } from './resend.repository.js';

/** Recipients that one request looks at. It bounds the time of a page, also where nearly everything was delivered. */
export const LOOKED_AT = 5_000;

export interface UndeliveredQuestion {
  readonly organisation: string;
  /** RFC 3339. */
  readonly since: string;
  readonly agency: string | undefined;
}

interface UndeliveredRow {
  readonly referralId: string;
  readonly agency: string;
  readonly hop: number;
  readonly sentAt: Date;
  readonly resentAt: Date | null;
  readonly changes: readonly string[];
  readonly isListed: boolean;
}

const WITHDRAWN = `EXISTS (SELECT FROM change w WHERE w.referral_id = n.referral_id AND w.operation = 'withdrawal')`;
/**
 * Walks along the key of the recipients, and looks at each one. A copy that still waits in the outbox is not lost. Of a withdrawn referral
 * only the withdrawal can be sent again, and only to an agency that has the referral.
 */
const PAGE = statement(
  'publisher-undelivered-copies',
  `SELECT n.referral_id AS "referralId", n.agency, n.hop, n.published_at AS "sentAt", u.changes,
     (SELECT max(sent_at) FROM resent_copy a WHERE a.referral_id = n.referral_id AND a.agency = n.agency AND a.update_id IS NULL) AS "resentAt",
     r.organisation = $1 AND ($2::text IS NULL OR n.agency = $2) AND CASE WHEN n.withdrawn THEN n.delivered AND u.changes <> '{}'
       ELSE NOT n.delivered AND n.published_at >= $3 AND n.message_id NOT IN (SELECT message_id FROM outbox) OR u.changes <> '{}' END AS "isListed"
   FROM (
     SELECT n.*, ${WITHDRAWN} AS withdrawn, ${IS_DELIVERED} AS delivered FROM recipient n
     WHERE (n.referral_id, n.agency) > ($4::uuid, $5::text) ORDER BY n.referral_id, n.agency LIMIT ${LOOKED_AT}
   ) n JOIN referral r USING (referral_id)
   CROSS JOIN LATERAL (
     SELECT ARRAY(SELECT h.change_id FROM change h JOIN change_recipient c USING (change_id)
       WHERE h.referral_id = n.referral_id AND c.agency = n.agency AND h.recorded_at >= $3 AND (NOT n.withdrawn OR h.operation = 'withdrawal')
         AND NOT ${IS_CHANGE_DELIVERED} AND c.message_id NOT IN (SELECT message_id FROM outbox)
       ORDER BY h.recorded_at, h.change_id) AS changes
   ) u
   ORDER BY n.referral_id, n.agency`,
);

export interface UndeliveredPage {
  readonly items: readonly UndeliveredCopy[];
  /** Where the next page begins: after this recipient. Null on the last page. */
  readonly last: { readonly referralId: string; readonly agency: string } | null;
}

/**
 * The recipients that have not stated the delivery of a copy which they were sent since a time. A page may be empty and not the last one,
 * because it looks at {@link LOOKED_AT} recipients at most.
 *
 * @param after the position of the page before.
 */
export async function undeliveredCopies(
  runner: StatementRunner, { organisation, since, agency }: UndeliveredQuestion, after: PagePosition | null, limit: number,
): Promise<UndeliveredPage> {
  const [, referralId = NIL_UUID, afterAgency = ''] = after ?? [];
  const { rows } = await runner.run<UndeliveredRow>(PAGE, [organisation, agency ?? null, since, referralId, afterAgency]);
  const listed = rows.filter(({ isListed }) => isListed);
  const items = listed.slice(0, limit);
  const last = listed.length > limit ? items.at(-1) : rows.length === LOOKED_AT ? rows.at(-1) : undefined;
  return {
    items: items.map(({ referralId: id, agency: of, hop, changes, sentAt, resentAt }) => ({
      referralId: id, agency: of, hop, changes, sentAt: sentAt.toISOString(), ...(resentAt !== null && { resentAt: resentAt.toISOString() }),
    })),
    last: last === undefined ? null : { referralId: last.referralId, agency: last.agency },
  };
}
