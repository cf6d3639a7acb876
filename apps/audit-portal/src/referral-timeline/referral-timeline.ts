import { MAX_RECIPIENTS, MAX_TIMELINE_EVENTS, type AuditTimeline, type Grade } from '#libs/contracts';
import { ONE_MOMENT, statement, type Database } from '#libs/persistence';

import { exactly } from '../paging/sql-text.js';
import type { Scope } from '../scope/audit-scope.js';
import { eventItem } from '../search-events/event-item.js';
import { EVENT_COLUMNS, EVENT_COLUMNS_FOR_AGENCY, EVENTS, visibleToAgency, type EventRow } from '../search-events/event-query.js';
import { changesOf, gradingsOf, updatesOf, type GradingRow } from './referral-changes.js';
import { childrenOf } from './referral-children.js';
import { clocksOf } from './referral-clocks.js';
import { childrenShown, holderIn, RECIPIENT_COLUMNS, recipientItem, type RecipientRow } from './recipient-row.js';
import { sharingTermsOf } from './sharing-terms.js';
import { silencesOf } from './silences.js';

/** Of events of one moment, a clock or a notice follows the fact that it follows from. */
const IN_ORDER = "ORDER BY event.occurred_at, event.type ~ '^safeguarding[.](deadline|notice|statements)[.]', event.event_id";

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
  `SELECT ${EVENT_COLUMNS} FROM ${EVENTS} WHERE event.referral_id = $1::uuid ${IN_ORDER} LIMIT ${MAX_TIMELINE_EVENTS}`,
);
const EVENTS_FOR_AGENCY = statement(
  'portal-timeline-events-for-agency',
  `SELECT ${EVENT_COLUMNS_FOR_AGENCY} FROM ${EVENTS} WHERE event.referral_id = $1::uuid AND ${visibleToAgency('$2')}
   ${IN_ORDER} LIMIT ${MAX_TIMELINE_EVENTS}`,
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

  /** @returns undefined while no event of the referral has been recorded that the scope shows. */
  async of(referralId: string, scope: Scope): Promise<AuditTimeline | undefined> {
    const agency = scope.sees === 'own' && scope.as === 'agency' ? scope.organisation : undefined;
    return this.database.transaction(async (transaction) => {
      // Otherwise a receipt that is recorded between two statements would be an event that its recipient lacks.
      await transaction.run(ONE_MOMENT);
      const { rows: [referral] } = await transaction.run<ReferralRow>(REFERRAL, [referralId]);
      if (referral === undefined || (scope.sees === 'own' && scope.as === 'force' && referral.force !== scope.organisation)) return undefined;
      const { rows: allRecipients } = await transaction.run<RecipientRow>(RECIPIENTS, [referralId]);
      const recipients = allRecipients.filter((row) => agency === undefined || row.agency === agency);
      const { rows: events } = await (agency === undefined
        ? transaction.run<EventRow>(TIMELINE_EVENTS, [referralId])
        : transaction.run<EventRow>(EVENTS_FOR_AGENCY, [referralId, agency]));
      if (agency !== undefined && recipients.length === 0 && events.length === 0) return undefined;
      const terms = await sharingTermsOf(transaction, referralId);
      const { gradings, updates: allUpdates } = await changesOf(transaction, referralId);
      const updates = allUpdates.filter((row) => agency === undefined || row.agency === agency);
      const recorded = await childrenOf(transaction, referralId);
      const children = agency === undefined ? recorded.children : [];
      const shown = childrenShown(recipients, recorded.known);
      const clocks = await clocksOf(transaction, referralId, referral.as_of);
      const withdrawnAt = recipients.find(({ withdrawn_at: at }) => at !== null)?.withdrawn_at ?? null;
      const { as_of: asOf, force } = referral;
      const publishedAt = agency === undefined ? referral.published_at : (recipients[0]?.published_at ?? null);
      return {
        referralId,
        ...(force !== null && { force }),
        ...(agency === undefined && sharedBy(referral, holderIn(allRecipients, recorded.known), gradings)),
        ...(publishedAt !== null && { publishedAt }),
        ...(withdrawnAt !== null && { withdrawnAt }),
        asOf,
        gradings: agency === undefined ? gradingsOf(gradings) : [],
        updates: updatesOf(updates, agency === undefined),
        ...(children.length > 0 && { children }),
        recipients: recipients.map((row) => {
          const ofCopy = shown.get(row.agency);
          return { ...recipientItem(row), ...(ofCopy !== undefined && { children: ofCopy }), ...terms.get(row.agency) };
        }),
        events: events.map((row) => eventItem(row)),
        awaiting: silencesOf(recipients, updates, asOf),
        clocks: clocks.filter((clock) => agency === undefined || clock.agency === agency),
      };
    });
  }
}

/** What an agency does not see: its view of the referral may hide area, grade and report, and the answers of others are theirs. */
function sharedBy(
  { area, grade }: ReferralRow, holder: AuditTimeline['holder'], gradings: readonly GradingRow[],
): Pick<AuditTimeline, 'area' | 'grade' | 'reportedAt' | 'holder'> {
  const reportedAt = gradings.find(({ reported_at: at }) => at !== null)?.reported_at ?? null;
  return {
    ...(area !== null && { area }), ...(grade !== null && { grade }), ...(reportedAt !== null && { reportedAt }), ...(holder !== undefined && { holder }),
  };
}
