import { batchJson, statement, type Transaction } from '#libs/persistence';

import type { RecipientFold } from './fold-facts.js';
import type { RecordedFact } from './recorded-fact.js';

/**
 * Since when no agency has the child, for every recipient that must answer: the same rule as `holderOf` of libs/safeguarding, which a test
 * compares. In SQL, because the rows of a referral are merged in the database, and a list of silences reads them by index.
 *
 * `apart` are the referrals of which an agency that must answer was sent some of the children only. Each child of these has a holder of its
 * own, by the agencies whose copy shows the child: of the times in which a copy shows it, the last one decides. `points` are the facts that
 * change a copy, and `spans` the last such time of each child and agency.
 */
const SET_HOLDERS = statement(
  'recorder-set-holders',
  `WITH asked AS (
     SELECT referral_id, agency, no_holder_since AS known, no_holder_children AS known_children, accepted_at, (withdrawn).at AS withdrawn_at, published_at, (named).children AS children,
       LEAST(refused_at, (onward).at) AS answered_at, GREATEST((ended).ended_at, CASE WHEN (ended).ended_at IS NOT NULL THEN published_at END) AS end_at,
       expectation = 'acknowledge-and-decide' AS decides,
       bool_or(expectation = 'acknowledge-and-decide') OVER (PARTITION BY referral_id) AS has_deciding
     FROM recipient_projection WHERE referral_id = ANY ($1::uuid[]) AND published_at IS NOT NULL
   ), counted AS (
     SELECT *, LEAST(answered_at, end_at) AS left_at FROM asked WHERE decides OR NOT has_deciding
   ), apart AS (
     SELECT DISTINCT a.referral_id FROM counted a WHERE a.children IS NOT NULL
       OR EXISTS (SELECT FROM children_projection c, jsonb_array_elements(c.shown) AS copy WHERE c.referral_id = a.referral_id AND copy ->> 'agency' = a.agency)
   ), held AS (
     SELECT referral_id, CASE WHEN bool_and(accepted_at IS NULL AND withdrawn_at IS NULL AND left_at IS NOT NULL) THEN max(left_at) END AS since
     FROM counted GROUP BY referral_id
   ), known AS (
     SELECT p.referral_id, p.published_at AS at, (p.origin).message_id, ARRAY(SELECT mark.child_id FROM unnest((p.origin).ethnicity) AS mark) AS children, NULL::jsonb AS shown
     FROM referral_projection p JOIN apart USING (referral_id) WHERE p.published_at IS NOT NULL
     UNION ALL
     SELECT c.referral_id, c.at, c.message_id, c.children, c.shown FROM children_projection c JOIN apart USING (referral_id)
   ), child AS (
     SELECT referral_id, unnest(children) AS child_id FROM (SELECT DISTINCT ON (referral_id) referral_id, children FROM known ORDER BY referral_id, at DESC, message_id DESC) AS last
   ), points AS (
     SELECT a.referral_id, a.agency, c.child_id, a.published_at AS at, NULL::uuid AS message_id, CASE WHEN a.children IS NOT NULL THEN c.child_id = ANY (a.children) ELSE coalesce((
       SELECT c.child_id = ANY (k.children) FROM known k WHERE k.referral_id = a.referral_id AND k.at <= a.published_at ORDER BY k.at DESC, k.message_id DESC LIMIT 1), true) END AS is_shown
     FROM counted a JOIN child c USING (referral_id)
     UNION ALL
     SELECT a.referral_id, a.agency, c.child_id, k.at, k.message_id, c.child_id = ANY (k.children) AND coalesce((
       SELECT copy -> 'children' ? c.child_id::text FROM jsonb_array_elements(k.shown) AS copy WHERE copy ->> 'agency' = a.agency), true)
     FROM counted a JOIN child c USING (referral_id) JOIN known k ON k.referral_id = a.referral_id AND k.at > a.published_at
   ), spans AS (
     SELECT referral_id, agency, child_id, max(at) FILTER (WHERE is_shown AND NOT was_shown) AS shown_from, max(at) FILTER (WHERE was_shown AND NOT is_shown) AS shown_until
     FROM (SELECT *, coalesce(lag(is_shown) OVER (PARTITION BY referral_id, agency, child_id ORDER BY at, message_id NULLS FIRST), false) AS was_shown FROM points) AS changes
     GROUP BY referral_id, agency, child_id
   ), answered AS (
     SELECT s.referral_id, s.agency, s.child_id, s.shown_from, a.withdrawn_at, coalesce(s.shown_until > s.shown_from, false) AS is_over,
       a.accepted_at IS NOT NULL AND NOT coalesce(s.shown_until > s.shown_from, false) AS has_child,
       CASE WHEN s.shown_until > s.shown_from AND a.accepted_at < s.shown_until THEN s.shown_until
         WHEN s.shown_until > s.shown_from THEN LEAST(s.shown_until, GREATEST(CASE WHEN a.left_at < s.shown_until THEN a.left_at END, CASE WHEN a.left_at < s.shown_until THEN s.shown_from END))
         WHEN a.left_at IS NOT NULL THEN GREATEST(a.left_at, s.shown_from) END AS left_at
     FROM spans s JOIN counted a USING (referral_id, agency) WHERE s.shown_from IS NOT NULL
   ), child_held AS (
     SELECT referral_id, child_id, max(left_at) AS since FROM answered GROUP BY referral_id, child_id
     HAVING bool_and(NOT has_child AND withdrawn_at IS NULL AND left_at IS NOT NULL)
   ), of_copy AS (
     SELECT h.referral_id, a.agency, min(h.since) AS since, array_agg(h.child_id ORDER BY h.child_id) AS children
     FROM child_held h JOIN answered a USING (referral_id, child_id) WHERE NOT a.is_over OR a.left_at = h.since GROUP BY h.referral_id, a.agency
   ), wanted AS (
     SELECT a.referral_id, a.agency, a.known, a.known_children, o.children,
       CASE WHEN p.referral_id IS NOT NULL THEN o.since WHEN a.decides OR NOT a.has_deciding THEN h.since END AS since
     FROM asked a JOIN held h USING (referral_id) LEFT JOIN apart p USING (referral_id) LEFT JOIN of_copy o USING (referral_id, agency)
   )
   UPDATE recipient_projection p SET no_holder_since = w.since, no_holder_children = w.children FROM (SELECT * FROM wanted ORDER BY referral_id, agency) AS w
   WHERE p.referral_id = w.referral_id AND p.agency = w.agency AND (w.known IS DISTINCT FROM w.since OR w.known_children IS DISTINCT FROM w.children)`,
);

/** A correction is published once, and a repeat has the same content. */
const ADD_CHILDREN = statement(
  'recorder-add-children',
  `INSERT INTO children_projection (message_id, referral_id, at, children, shown)
   SELECT message_id, referral_id, at, children, shown FROM json_to_recordset($1::json) AS r (message_id uuid, referral_id uuid, at timestamptz, children uuid[], shown jsonb)
   ORDER BY message_id ON CONFLICT (message_id) DO NOTHING`,
);

/** The occurrences by which a child gets a holder or loses one, in any order in which they are recorded. */
const CHANGING = ['named', 'accepted', 'refused', 'onward', 'withdrawn', 'ended'] as const satisfies readonly (keyof RecipientFold)[];

/** Works out the holders of the referrals that these contributions may have changed. */
export function projectHolders(transaction: Transaction, facts: readonly RecordedFact[], recipients: readonly RecipientFold[], others: readonly string[] = []): void {
  const corrected = facts.flatMap((fact) => (fact.kind === 'correction' ? [childrenIn(fact.id, fact.at, fact.data)] : []));
  if (corrected.length > 0) transaction.send(ADD_CHILDREN, [batchJson(corrected)]);
  const changed = recipients.filter((each) => CHANGING.some((kind) => each[kind] !== undefined));
  const ids = [...new Set([...[...changed, ...corrected].map(({ referral_id: id }) => id), ...others])].toSorted();
  if (ids.length > 0) transaction.send(SET_HOLDERS, [ids]);
}

type Corrected = Extract<RecordedFact, { readonly kind: 'correction' }>['data'];

function childrenIn(messageId: string, at: string, { referralId, children, shown }: Corrected) {
  return { message_id: messageId, referral_id: referralId, at, children: children.map(({ childId }) => childId), shown };
}
