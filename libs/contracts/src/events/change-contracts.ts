import { EthnicityRecorded, MilestoneStated, UpdateAcknowledged } from './agency-statements.js';
import { CorrectionPublished, MissingEpisodeRecorded, RiskRegraded, WithdrawalPublished } from './change-facts.js';
import { EthnicityCodeStated } from './ethnicity-code.js';
import { type EventContract, factContract, viewContract } from './event-contract.js';
import * as changes from './examples/changes.js';
import * as sharing from './examples/sharing.js';
import { ReferralResent } from './resent.js';
import {
  EthnicityConflictRaised, FeedbackOpened, IncidentLinked, IncidentNotified, ReferralFollowedUp, SharingDecidedAgainst,
} from './sharing-facts.js';
import { ReferralCorrected, ReferralMissingEpisodeUpdated, ReferralRegraded, ReferralWithdrawn } from './updates.js';

export const ReferralCorrectedContract = viewContract({
  name: 'safeguarding.referral.corrected',
  summary: 'A referral was corrected. The message holds one agency\'s view after the correction, which a person there must acknowledge.',
  class: ReferralCorrected, examples: changes.correctedCopies, invalidExamples: changes.invalidCorrectedCopies,
});
export const ReferralRegradedContract = viewContract({
  name: 'safeguarding.referral.regraded',
  summary: 'The risk was graded again. The message holds one agency\'s view after the grading.',
  class: ReferralRegraded, examples: changes.regradedCopies, invalidExamples: changes.invalidRegradedCopies,
});
export const ReferralMissingEpisodeUpdatedContract = viewContract({
  name: 'safeguarding.referral.missing-episode-updated',
  summary: 'A missing episode has a new event. The message goes to an agency that may see the episode.',
  class: ReferralMissingEpisodeUpdated, examples: changes.episodeCopies, invalidExamples: changes.invalidEpisodeCopies,
});
export const ReferralWithdrawnContract = factContract({
  name: 'safeguarding.referral.withdrawn',
  summary: 'A referral was withdrawn. The message goes to one agency that holds it.',
  class: ReferralWithdrawn, examples: changes.withdrawnCopies, invalidExamples: changes.invalidWithdrawnCopies,
});

export const CorrectionPublishedContract = factContract({
  name: 'safeguarding.correction.published',
  summary: 'A referral was corrected: the changed fields, the reason and the recipients of the correction. No values.',
  class: CorrectionPublished, examples: changes.corrections, invalidExamples: changes.invalidCorrections,
});
export const RiskRegradedContract = factContract({
  name: 'safeguarding.risk.regraded',
  summary: 'The risk was graded again, with the delay since the report.',
  class: RiskRegraded, examples: changes.regradings, invalidExamples: changes.invalidRegradings,
});
export const WithdrawalPublishedContract = factContract({
  name: 'safeguarding.withdrawal.published',
  summary: 'A referral was withdrawn: its recipients have nothing left to do.',
  class: WithdrawalPublished, examples: changes.withdrawals, invalidExamples: changes.invalidWithdrawals,
});
export const MissingEpisodeRecordedContract = factContract({
  name: 'safeguarding.missing-episode.recorded',
  summary: 'A missing episode has a new event.',
  class: MissingEpisodeRecorded, examples: changes.episodes, invalidExamples: changes.invalidEpisodes,
});
export const SharingDecidedAgainstContract = factContract({
  name: 'safeguarding.sharing.decided-against',
  summary: 'The force decided not to share with an agency: the person, the time and the reason.',
  class: SharingDecidedAgainst, examples: sharing.decisions, invalidExamples: sharing.invalidDecisions,
});
export const FeedbackOpenedContract = factContract({
  name: 'safeguarding.feedback.opened',
  summary: 'A named person of the force read the feedback of an agency.',
  class: FeedbackOpened, examples: sharing.openings, invalidExamples: sharing.invalidOpenings,
});
export const ReferralFollowedUpContract = factContract({
  name: 'safeguarding.referral.followed-up',
  summary: 'The referring force followed up an agency that had not responded.',
  class: ReferralFollowedUp, examples: sharing.followUps, invalidExamples: sharing.invalidFollowUps,
});
export const ReferralResentContract = factContract({
  name: 'safeguarding.referral.resent',
  summary: 'Copies of a referral were sent again, each in a message of its own: who had it done, when and why. No clock starts anew.',
  class: ReferralResent, examples: changes.resendings, invalidExamples: changes.invalidResendings,
});
export const EthnicityConflictRaisedContract = factContract({
  name: 'safeguarding.ethnicity.conflict-raised',
  summary: 'Two organisations have recorded different ethnicities as stated by one child or carer: whose records, and the kind of difference. No code.',
  class: EthnicityConflictRaised, examples: sharing.conflicts, invalidExamples: sharing.invalidConflicts,
});
export const IncidentNotifiedContract = factContract({
  name: 'safeguarding.incident.notified',
  summary: 'An incident was notified, without content: where a child was present, a referral should follow.',
  class: IncidentNotified, examples: sharing.incidents, invalidExamples: sharing.invalidIncidents,
});
export const IncidentLinkedContract = factContract({
  name: 'safeguarding.incident.linked',
  summary: 'A referral was found to be about a notified incident, after a delay that stays on the record.',
  class: IncidentLinked, examples: sharing.links, invalidExamples: sharing.invalidLinks,
});

export const UpdateAcknowledgedContract = factContract({
  name: 'safeguarding.update.acknowledged',
  summary: 'A named person of an agency acknowledged a change.',
  class: UpdateAcknowledged, examples: sharing.updateReceipts, invalidExamples: sharing.invalidUpdateReceipts,
});
export const EthnicityRecordedContract = factContract({
  name: 'safeguarding.ethnicity.recorded',
  summary: 'An agency\'s own record of the ethnicity that a child or carer stated, with a salted digest of the code.',
  class: EthnicityRecorded, examples: sharing.ethnicities, invalidExamples: sharing.invalidEthnicities,
});
export const EthnicityCodeStatedContract = viewContract({
  name: 'safeguarding.ethnicity.code-stated',
  summary: 'The code of an agency\'s own record of ethnicity, for the publisher alone.',
  class: EthnicityCodeStated, examples: sharing.ethnicityCodes, invalidExamples: sharing.invalidEthnicityCodes,
});
export const MilestoneStatedContract = factContract({
  name: 'safeguarding.milestone.stated',
  summary: 'An agency states a step of its work on a referral, and its time: the start or the end of a clock.',
  class: MilestoneStated, examples: sharing.milestones, invalidExamples: sharing.invalidMilestones,
});

/** The events of an agency's ethnicity topic. */
export const ETHNICITY_CODE_CONTRACTS: readonly EventContract[] = [EthnicityCodeStatedContract];

/** The changes of a referral in the form in which each holder of the referral receives them. */
export const UPDATE_CONTRACTS: readonly EventContract[] = [
  ReferralCorrectedContract, ReferralRegradedContract, ReferralMissingEpisodeUpdatedContract, ReferralWithdrawnContract,
];

/** Facts about changes after the publication, and about incidents that have not become a referral. */
export const CHANGE_FACT_CONTRACTS: readonly EventContract[] = [
  CorrectionPublishedContract, RiskRegradedContract, WithdrawalPublishedContract, ReferralFollowedUpContract, MissingEpisodeRecordedContract,
  ReferralResentContract, SharingDecidedAgainstContract, FeedbackOpenedContract, EthnicityConflictRaisedContract, IncidentNotifiedContract, IncidentLinkedContract,
];

/** The statements of an agency that are not rungs of the ladder. */
export const AGENCY_STATEMENT_CONTRACTS: readonly EventContract[] = [
  UpdateAcknowledgedContract, EthnicityRecordedContract, MilestoneStatedContract,
];
