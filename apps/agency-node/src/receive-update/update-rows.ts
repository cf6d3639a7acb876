import {
  isEvent, ReferralCorrectedContract, ReferralMissingEpisodeUpdatedContract, ReferralRegradedContract, ReferralWithdrawnContract,
  type ReceivedEvent, type ReferralCorrected, type ReferralMissingEpisodeUpdated, type ReferralRegraded, type ReferralWithdrawn,
  type CopyType, type UpdatedCopy, type UpdateKind,
} from '#libs/contracts';
import { newId } from '#libs/kernel';

export type UpdateData = ReferralCorrected | ReferralRegraded | ReferralMissingEpisodeUpdated | ReferralWithdrawn;

/** One update of a batch as a row. Names are those of the columns. */
export interface UpdateRow {
  readonly update_id: string;
  readonly receipt_id: string;
  readonly referral_id: string;
  readonly kind: UpdateKind;
  /** The CloudEvents type of the message. It is no column. */
  readonly copy_type: CopyType;
  readonly code: string | undefined;
  readonly previous_grade: string | undefined;
  readonly child_id: string | undefined;
  readonly episode_id: string | undefined;
  readonly happened_at: string | undefined;
  readonly risk_level: string | undefined;
  readonly fields: readonly string[] | undefined;
  readonly version: number | undefined;
  readonly message_id: string;
  readonly envelope_digest: string;
  readonly topic: string;
  readonly partition: number;
  readonly kafka_offset: string;
  readonly correlation_id: string;
  readonly issued_at: string;
  readonly received_at: string;
}

/** A content that may replace the one held. */
export interface CopyRow {
  readonly referral_id: string;
  readonly version: number;
  readonly marking: string;
  readonly grade: string | undefined;
  readonly concern_types: readonly string[] | undefined;
  readonly view: object;
}

/** The facts of an update besides the copy that it carries. */
interface UpdateFacts {
  readonly kind: UpdateKind;
  readonly code?: string | undefined;
  readonly previousGrade?: string | undefined;
  readonly childId?: string;
  readonly episodeId?: string;
  /** Of an event of a missing episode, or of a grading: when it happened. */
  readonly happenedAt?: string;
  readonly riskLevel?: string | undefined;
  readonly fields?: readonly string[];
  readonly copy?: UpdatedCopy;
}

/** @returns undefined for an event that is no update. */
export function updateFactsOf(event: ReceivedEvent): UpdateFacts | undefined {
  if (isEvent(event, ReferralCorrectedContract)) {
    const { reason: code, fields, copy } = event.data;
    return { kind: 'correction', code, fields, copy };
  }
  if (isEvent(event, ReferralRegradedContract)) {
    const { grade: code, previousGrade, gradedAt, copy } = event.data;
    return { kind: 'regrade', code, previousGrade, ...(gradedAt !== undefined && { happenedAt: gradedAt }), copy };
  }
  if (isEvent(event, ReferralMissingEpisodeUpdatedContract)) {
    const { kind: code, at: happenedAt, childId, episodeId, riskLevel, copy } = event.data;
    return { kind: 'missing-episode', code, childId, episodeId, happenedAt, riskLevel, copy };
  }
  return isEvent(event, ReferralWithdrawnContract) ? { kind: 'withdrawal', code: event.data.reason } : undefined;
}

export function updateRow({ attributes, contract, data, digest, message }: ReceivedEvent<UpdateData>, { kind, code, previousGrade, childId, episodeId, happenedAt, riskLevel, fields, copy }: UpdateFacts, now: string): UpdateRow {
  return {
    update_id: data.updateId,
    receipt_id: newId(),
    referral_id: data.referralId,
    kind,
    copy_type: contract.type as CopyType,
    code,
    previous_grade: previousGrade,
    child_id: childId,
    episode_id: episodeId,
    happened_at: happenedAt,
    risk_level: riskLevel,
    fields,
    version: copy?.version,
    message_id: attributes.id,
    envelope_digest: digest,
    topic: message.topic,
    partition: message.partition,
    kafka_offset: message.offset,
    correlation_id: attributes.correlationId,
    issued_at: data.issuedAt,
    received_at: now,
  };
}

export function copyRow(referralId: string, { version, marking, view }: UpdatedCopy): CopyRow {
  return { referral_id: referralId, version, marking, grade: view.risk?.grade, concern_types: view.concern?.types, view };
}
