import {
  CorrectionPublishedV1Contract, EthnicityConflictRaisedV1Contract, EthnicityRecordedV1Contract, FeedbackOpenedV1Contract, IncidentLinkedV1Contract,
  IncidentNotifiedV1Contract, MilestoneStatedV1Contract, MissingEpisodeRecordedV1Contract, ReferralFollowedUpV1Contract,
  ReferralRecipientAddedV1Contract, ReferralRecipientAddedV2Contract,
  RiskRegradedV1Contract, SharingDecidedAgainstV1Contract, UpdateAcknowledgedV1Contract, WithdrawalPublishedV1Contract,
  type CorrectionPublishedV1, type EthnicityConflictRaisedV1, type EthnicityRecordedV1, type FeedbackOpenedV1, type IncidentLinkedV1,
  type IncidentNotifiedV1, type MilestoneStatedV1, type MissingEpisodeRecordedV1, type ReferralFollowedUpV1, type ReferralRecipientAddedV1, type RiskRegradedV1,
  type SharingDecidedAgainstV1, type UpdateAcknowledgedV1, type WithdrawalPublishedV1,
} from '#libs/contracts';

/** What happened to a referral after its publication, and what never became one. */
export type ChangeFact =
  | { readonly kind: 'correction'; readonly data: CorrectionPublishedV1 }
  | { readonly kind: 'regrade'; readonly data: RiskRegradedV1 }
  | { readonly kind: 'withdrawal'; readonly data: WithdrawalPublishedV1 }
  | { readonly kind: 'missing-episode'; readonly data: MissingEpisodeRecordedV1 }
  | { readonly kind: 'recipient-added'; readonly data: ReferralRecipientAddedV1 }
  | { readonly kind: 'followed-up'; readonly data: ReferralFollowedUpV1 }
  | { readonly kind: 'decided-against'; readonly data: SharingDecidedAgainstV1 }
  | { readonly kind: 'feedback-opened'; readonly data: FeedbackOpenedV1 }
  | { readonly kind: 'ethnicity-conflict'; readonly data: EthnicityConflictRaisedV1 }
  | { readonly kind: 'incident-notified'; readonly data: IncidentNotifiedV1 }
  | { readonly kind: 'incident-linked'; readonly data: IncidentLinkedV1 }
  | AgencyStatementFact;

/** What an agency states, on its own topic. */
export type AgencyStatementFact =
  | { readonly kind: 'update-acknowledged'; readonly data: UpdateAcknowledgedV1 }
  | { readonly kind: 'ethnicity-recorded'; readonly data: EthnicityRecordedV1 }
  | { readonly kind: 'milestone-stated'; readonly data: MilestoneStatedV1 };

export const CHANGE_KINDS: Readonly<Record<string, ChangeFact['kind']>> = {
  [CorrectionPublishedV1Contract.type]: 'correction',
  [RiskRegradedV1Contract.type]: 'regrade',
  [WithdrawalPublishedV1Contract.type]: 'withdrawal',
  [MissingEpisodeRecordedV1Contract.type]: 'missing-episode',
  [ReferralRecipientAddedV1Contract.type]: 'recipient-added',
  [ReferralRecipientAddedV2Contract.type]: 'recipient-added',
  [ReferralFollowedUpV1Contract.type]: 'followed-up',
  [SharingDecidedAgainstV1Contract.type]: 'decided-against',
  [FeedbackOpenedV1Contract.type]: 'feedback-opened',
  [EthnicityConflictRaisedV1Contract.type]: 'ethnicity-conflict',
  [IncidentNotifiedV1Contract.type]: 'incident-notified',
  [IncidentLinkedV1Contract.type]: 'incident-linked',
  [UpdateAcknowledgedV1Contract.type]: 'update-acknowledged',
  [EthnicityRecordedV1Contract.type]: 'ethnicity-recorded',
  [MilestoneStatedV1Contract.type]: 'milestone-stated',
};

const KINDS: ReadonlySet<string> = new Set(Object.values(CHANGE_KINDS));
const STATEMENTS: ReadonlySet<string> = new Set(['update-acknowledged', 'ethnicity-recorded', 'milestone-stated'] satisfies AgencyStatementFact['kind'][]);

export function isChangeFact<Fact extends { readonly kind: string }>(fact: Fact): fact is Extract<Fact, ChangeFact> {
  return KINDS.has(fact.kind);
}

export function isAgencyStatement<Fact extends { readonly kind: string }>(fact: Fact): fact is Extract<Fact, AgencyStatementFact> {
  return STATEMENTS.has(fact.kind);
}

/** When it happened, as whoever states it says: of work and gradings when they were done, not when they were written down. */
export function changeOccurredAt(fact: ChangeFact): string {
  switch (fact.kind) {
    case 'correction':
      return fact.data.correctedAt;
    case 'regrade':
      return fact.data.gradedAt;
    case 'withdrawal':
      return fact.data.withdrawnAt;
    case 'missing-episode':
    case 'milestone-stated':
      return fact.data.at;
    case 'recipient-added':
      return fact.data.addedAt;
    case 'followed-up':
      return fact.data.followedUpAt;
    case 'decided-against':
      return fact.data.decidedAt;
    case 'feedback-opened':
      return fact.data.openedAt;
    case 'ethnicity-conflict':
      return fact.data.raisedAt;
    case 'incident-notified':
      return fact.data.notifiedAt;
    case 'incident-linked':
      return fact.data.linkedAt;
    case 'update-acknowledged':
    case 'ethnicity-recorded':
      return fact.data.occurredAt;
  }
}
