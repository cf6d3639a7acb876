import type { AuditEvent, AuditJudgement } from '#libs/contracts';

import type { EventDetails, EventRow } from './event-query.js';

function judgementOf({ verdict, verdict_code: code, effect, counts_at: countsAt, work_at: workAt, marks }: EventRow): AuditJudgement | null {
  if (verdict === null) return null;
  return {
    verdict,
    ...(code !== null && { code }),
    ...(effect === 'repeat' && { isRepeat: true }),
    ...(countsAt !== null && { countsAt }),
    ...(workAt !== null && { workAt }),
    marks: (marks ?? '').split(' ').filter((mark) => mark !== ''),
  };
}

/** A clock has its ids, its rule and its due time in a field of its own, unless it may have no due time. */
export function detailsOf({ clock, statements, by: endedBy, breachedSeconds, ...details }: EventDetails) {
  const { childId, episodeId, clockId, rule, anchor, dueAt, organisation, role, raisedAt, lateSeconds, previousGrade, duplicateOf, successor, omitted } = details;
  return {
    childId: childId ?? clock?.childId, episodeId: episodeId ?? clock?.episodeId, clockId: clockId ?? clock?.id, rule: rule ?? clock?.rule, anchor: anchor ?? clock?.anchor, dueAt: dueAt ?? clock?.dueAt, supersedes: clock?.supersedes,
    organisation, role, raisedAt, endedBy, lateSeconds: lateSeconds ?? breachedSeconds, previousGrade, duplicateOf, successor, statements: statements?.length, omitted,
  };
}

/** A row of the log in the form of the API, without absent fields. The contract has checked its names and codes. */
export function eventItem(row: EventRow): AuditEvent {
  const item = {
    eventId: row.event_id,
    recordedAt: row.recorded_at,
    occurredAt: row.occurred_at,
    messageId: row.message_id,
    type: row.type,
    referralId: row.referral_id,
    agency: row.agency,
    hop: row.hop,
    rung: row.rung,
    actor: row.actor,
    assertedBy: row.asserted_by,
    reasonCode: row.reason_code,
    decision: row.decision,
    feedback: row.feedback,
    redirectedTo: row.redirected_to,
    force: row.force,
    changeId: row.change_id,
    code: row.code,
    ...detailsOf(row.details ?? {}),
    clockState: row.clock_state,
    correlationId: row.correlation_id,
    envelopeDigest: row.envelope_digest,
    valueDigest: row.value_digest,
    judgement: judgementOf(row),
    source: { topic: row.kafka_topic, partition: row.kafka_partition, offset: row.kafka_offset },
  };
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null && value !== undefined)) as unknown as AuditEvent;
}
