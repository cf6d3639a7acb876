import { MAX_RECIPIENTS, MAX_TIMELINE_EVENTS, type AuditTimeline, type Grade } from '#libs/contracts';
import { statement, type Database } from '#libs/persistence';

import { exactly } from '../paging/sql-text.js';
import { eventItem } from '../search-events/event-item.js';
import { EVENT_COLUMNS, EVENTS, type EventRow } from '../search-events/event-query.js';
import { changesOf, gradingsOf, updatesOf } from './referral-changes.js';
import { childrenOf } from './referral-children.js';
import { clocksOf } from './referral-clocks.js';
import { holderIn, RECIPIENT_COLUMNS, recipientItem, type RecipientRow } from './recipient-row.js';
import { sharingTermsOf } from './sharing-terms.js';
import { silencesOf } from './silences.js';

/** All three queries read one moment. Otherwise a receipt recorded in between would be an event that its recipient lacks. */
const ONE_MOMENT = statement('portal-one-moment', 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
/** A referral of which only statements that wait or are refused are recorded has no projection, and still has a timeline. */
const REFERRAL = statement(
  'portal-timeline-referral',
  `SELECT ${exactly('exchange_now()')} AS as_of, p.force, p.area, p.grade, ${exactly('p.published_at')} AS published_at
   FROM (VALUES ($1::uuid)) AS r (referral_id) LEFT JOIN referral_projection p ON p.referral_id = r.referral_id
   WHERE p.referral_id IS NOT NULL OR EXISTS (SELECT FROM event e WHERE e.referral_id = r.referral_id)`,
);
const RECIPIENTS = statement(
  'portal-timeline-recipients',
  `SELECT ${RECIPIENT_COLUMNS} FROM recipient_projection WHERE referral_id = $1::uuid ORDER BY hop NULLS LAST, agency LIMIT ${MAX_RECIPIENTS}`,
);
const TIMELINE_EVENTS = statement(
  'portal-timeline-events',
  `SELECT ${EVENT_COLUMNS} FROM ${EVENTS} WHERE event.referral_id = $1::uuid ORDER BY event.occurred_at, event.event_id LIMIT ${MAX_TIMELINE_EVENTS}`,
);

interface ReferralRow {
  readonly as_of: string;
  readonly force: string | null;
  readonly area: string | null;
  readonly grade: Grade | null;
  readonly published_at: string | null;
}

export class ReferralTimeline {
  constructor(private readonly database: Database) {}

  /** @returns undefined while no event of the referral has been recorded. */
  async of(referralId: string): Promise<AuditTimeline | undefined> {
    return this.database.transaction(async (transaction) => {
      await transaction.run(ONE_MOMENT);
      const { rows: [referral] } = await transaction.run<ReferralRow>(REFERRAL, [referralId]);
      if (referral === undefined) return undefined;
      const { rows: recipients } = await transaction.run<RecipientRow>(RECIPIENTS, [referralId]);
      const { rows: events } = await transaction.run<EventRow>(TIMELINE_EVENTS, [referralId]);
      const terms = await sharingTermsOf(transaction, referralId);
      const changes = await changesOf(transaction, referralId);
      const children = await childrenOf(transaction, referralId);
      const reportedAt = changes.gradings.find(({ reported_at: at }) => at !== null)?.reported_at ?? null;
      const withdrawnAt = recipients.find(({ withdrawn_at: at }) => at !== null)?.withdrawn_at ?? null;
      const holder = holderIn(recipients);
      const { as_of: asOf, force, area, grade, published_at: publishedAt } = referral;
      return {
        referralId,
        ...(force !== null && { force }),
        ...(area !== null && { area }),
        ...(grade !== null && { grade }),
        ...(publishedAt !== null && { publishedAt }),
        ...(reportedAt !== null && { reportedAt }),
        ...(withdrawnAt !== null && { withdrawnAt }),
        asOf,
        gradings: gradingsOf(changes.gradings),
        updates: updatesOf(changes.updates),
        ...(children.length > 0 && { children }),
        recipients: recipients.map((row) => ({ ...recipientItem(row), ...terms.get(row.agency) })),
        ...(holder !== undefined && { holder }),
        events: events.map((row) => eventItem(row)),
        awaiting: silencesOf(recipients, changes.updates, asOf),
        clocks: await clocksOf(transaction, referralId, asOf),
      };
    });
  }
}
