import { EthnicityRecordedV1, MilestoneStatedV1, UpdateAcknowledgedV1 } from './agency-statements.js';
import {
  CorrectionPublishedV1, MissingEpisodeRecordedV1, ReferralRecipientAddedV1, RiskRegradedV1, WithdrawalPublishedV1,
} from './change-facts.js';
import { type EventContract, eventContract } from './event-contract.js';
import * as changes from './examples/changes.js';
import * as lifecycleV2 from './examples/lifecycle-v2.js';
import * as sharing from './examples/sharing.js';
import { ReferralRecipientAddedV2 } from './lifecycle-v2.js';
import {
  EthnicityConflictRaisedV1, FeedbackOpenedV1, IncidentLinkedV1, IncidentNotifiedV1, ReferralFollowedUpV1, SharingDecidedAgainstV1,
} from './sharing-facts.js';
import { ReferralCorrectedV1, ReferralMissingEpisodeUpdatedV1, ReferralRegradedV1, ReferralWithdrawnV1 } from './updates.js';

type Texts<T> = Pick<EventContract<T>, 'name' | 'summary' | 'class' | 'examples' | 'invalidExamples'>;

/** A copy for one recipient, on that agency's referral topic. */
function copy<T>(texts: Texts<T>): EventContract<T> {
  return eventContract({ ...texts, version: 1, personalData: true });
}

/** A fact or a receipt: ids, codes, times and digests. */
function fact<T>(texts: Texts<T>): EventContract<T> {
  return eventContract({ ...texts, version: 1, personalData: false });
}

export const ReferralCorrectedV1Contract = copy({
  name: 'safeguarding.referral.corrected',
  summary: 'A referral was corrected: one agency\'s view as it is now, which a person there must acknowledge.',
  class: ReferralCorrectedV1, examples: changes.correctedCopies, invalidExamples: changes.invalidCorrectedCopies,
});
export const ReferralRegradedV1Contract = copy({
  name: 'safeguarding.referral.regraded',
  summary: 'The risk was graded again: one agency\'s view as it is now.',
  class: ReferralRegradedV1, examples: changes.regradedCopies, invalidExamples: changes.invalidRegradedCopies,
});
export const ReferralMissingEpisodeUpdatedV1Contract = copy({
  name: 'safeguarding.referral.missing-episode-updated',
  summary: 'Something happened in a missing episode: told to an agency that may see the episode.',
  class: ReferralMissingEpisodeUpdatedV1, examples: changes.episodeCopies, invalidExamples: changes.invalidEpisodeCopies,
});
export const ReferralWithdrawnV1Contract = fact({
  name: 'safeguarding.referral.withdrawn',
  summary: 'A referral was taken back: told to one agency that holds it.',
  class: ReferralWithdrawnV1, examples: changes.withdrawnCopies, invalidExamples: changes.invalidWithdrawnCopies,
});

export const CorrectionPublishedV1Contract = fact({
  name: 'safeguarding.correction.published',
  summary: 'A referral was corrected: where, why, and who was sent the correction. No values.',
  class: CorrectionPublishedV1, examples: changes.corrections, invalidExamples: changes.invalidCorrections,
});
export const RiskRegradedV1Contract = fact({
  name: 'safeguarding.risk.regraded',
  summary: 'The risk was graded again, with the delay since the report.',
  class: RiskRegradedV1, examples: changes.regradings, invalidExamples: changes.invalidRegradings,
});
export const ReferralRecipientAddedV1Contract = fact({
  name: 'safeguarding.referral.recipient-added',
  summary: 'A regrade or a correction made an agreement name one more agency, which was sent a copy.',
  class: ReferralRecipientAddedV1, examples: changes.recipientsAdded, invalidExamples: changes.invalidRecipientsAdded,
});
export const ReferralRecipientAddedV2Contract: EventContract<ReferralRecipientAddedV2> = eventContract({
  name: 'safeguarding.referral.recipient-added',
  version: 2,
  summary: 'A regrade or a correction made an agreement name one more agency, which was sent a copy: by when it is to answer.',
  class: ReferralRecipientAddedV2,
  personalData: false,
  examples: lifecycleV2.recipientsAdded,
  invalidExamples: lifecycleV2.invalidRecipientsAdded,
});
export const WithdrawalPublishedV1Contract = fact({
  name: 'safeguarding.withdrawal.published',
  summary: 'A referral was taken back: what was expected of its recipients has ended.',
  class: WithdrawalPublishedV1, examples: changes.withdrawals, invalidExamples: changes.invalidWithdrawals,
});
export const MissingEpisodeRecordedV1Contract = fact({
  name: 'safeguarding.missing-episode.recorded',
  summary: 'Something happened in a missing episode.',
  class: MissingEpisodeRecordedV1, examples: changes.episodes, invalidExamples: changes.invalidEpisodes,
});
export const SharingDecidedAgainstV1Contract = fact({
  name: 'safeguarding.sharing.decided-against',
  summary: 'Somebody decided not to share with an agency: who, when, why.',
  class: SharingDecidedAgainstV1, examples: sharing.decisions, invalidExamples: sharing.invalidDecisions,
});
export const FeedbackOpenedV1Contract = fact({
  name: 'safeguarding.feedback.opened',
  summary: 'A named person of the force read what an agency fed back.',
  class: FeedbackOpenedV1, examples: sharing.openings, invalidExamples: sharing.invalidOpenings,
});
export const ReferralFollowedUpV1Contract = fact({
  name: 'safeguarding.referral.followed-up',
  summary: 'The referring force followed up an agency that had not answered.',
  class: ReferralFollowedUpV1, examples: sharing.followUps, invalidExamples: sharing.invalidFollowUps,
});
export const EthnicityConflictRaisedV1Contract = fact({
  name: 'safeguarding.ethnicity.conflict-raised',
  summary: 'Two organisations have recorded different things of what a child or carer stated as ethnicity.',
  class: EthnicityConflictRaisedV1, examples: sharing.conflicts, invalidExamples: sharing.invalidConflicts,
});
export const IncidentNotifiedV1Contract = fact({
  name: 'safeguarding.incident.notified',
  summary: 'An incident was notified, without content: where a child was present, a referral should follow.',
  class: IncidentNotifiedV1, examples: sharing.incidents, invalidExamples: sharing.invalidIncidents,
});
export const IncidentLinkedV1Contract = fact({
  name: 'safeguarding.incident.linked',
  summary: 'A referral was found to be about a notified incident, after a delay that stays on the record.',
  class: IncidentLinkedV1, examples: sharing.links, invalidExamples: sharing.invalidLinks,
});

export const UpdateAcknowledgedV1Contract = fact({
  name: 'safeguarding.update.acknowledged',
  summary: 'An agency\'s machine stored a change, or a named person there acknowledged it.',
  class: UpdateAcknowledgedV1, examples: sharing.updateReceipts, invalidExamples: sharing.invalidUpdateReceipts,
});
export const EthnicityRecordedV1Contract = fact({
  name: 'safeguarding.ethnicity.recorded',
  summary: 'An agency\'s own record of what a child or carer stated as ethnicity.',
  class: EthnicityRecordedV1, examples: sharing.ethnicities, invalidExamples: sharing.invalidEthnicities,
});
export const MilestoneStatedV1Contract = fact({
  name: 'safeguarding.milestone.stated',
  summary: 'An agency states what it has done about a referral, and when: the anchor or the end of a clock.',
  class: MilestoneStatedV1, examples: sharing.milestones, invalidExamples: sharing.invalidMilestones,
});

/** What an agency is sent about a referral that it holds. */
export const UPDATE_CONTRACTS: readonly EventContract[] = [
  ReferralCorrectedV1Contract, ReferralRegradedV1Contract, ReferralMissingEpisodeUpdatedV1Contract, ReferralWithdrawnV1Contract,
];

/** Facts about what happened after the publication, and about what never became a referral. */
export const CHANGE_FACT_CONTRACTS: readonly EventContract[] = [
  CorrectionPublishedV1Contract, RiskRegradedV1Contract, ReferralRecipientAddedV1Contract, ReferralRecipientAddedV2Contract,
  WithdrawalPublishedV1Contract, ReferralFollowedUpV1Contract,
  MissingEpisodeRecordedV1Contract, SharingDecidedAgainstV1Contract, FeedbackOpenedV1Contract, EthnicityConflictRaisedV1Contract,
  IncidentNotifiedV1Contract, IncidentLinkedV1Contract,
];

/** What an agency states beside the rungs of the ladder. */
export const AGENCY_STATEMENT_CONTRACTS: readonly EventContract[] = [
  UpdateAcknowledgedV1Contract, EthnicityRecordedV1Contract, MilestoneStatedV1Contract,
];
