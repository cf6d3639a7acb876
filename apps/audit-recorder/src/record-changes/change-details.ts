import type { EventDetails } from '../record-events/event-row.js';
import type { ChangeFact } from './change-fact.js';

/** The columns of the log that filters look at. Whose statement it is stands in `agency`; of a force's, who is meant. */
export function changeDetails(fact: ChangeFact): EventDetails {
  switch (fact.kind) {
    case 'correction': {
      const { referralId, force, updateId, reason, correctedBy } = fact.data;
      return { referral_id: referralId, force, change_id: updateId, code: 'correction', reason_code: reason, actor: correctedBy };
    }
    case 'regrade': {
      const { referralId, force, updateId, grade, gradedBy } = fact.data;
      return { referral_id: referralId, force, change_id: updateId, code: grade, actor: gradedBy };
    }
    case 'withdrawal': {
      const { referralId, force, updateId, reason, withdrawnBy } = fact.data;
      return { referral_id: referralId, force, change_id: updateId, code: 'withdrawal', reason_code: reason, actor: withdrawnBy };
    }
    case 'missing-episode': {
      const { referralId, force, updateId, kind, recordedBy } = fact.data;
      return { referral_id: referralId, force, change_id: updateId, code: kind, actor: recordedBy };
    }
    case 'recipient-added': {
      const { referralId, agency, hop, because, reason, envelopeDigest } = fact.data;
      return { referral_id: referralId, agency, hop, rung: 'published', change_id: because, reason_code: reason, envelope_digest: envelopeDigest };
    }
    case 'followed-up': {
      const { referralId, force, agency, followUpId, followedUpBy } = fact.data;
      return { referral_id: referralId, force, agency, change_id: followUpId, actor: followedUpBy };
    }
    case 'decided-against': {
      const { referralId, force, agency, decisionId, reason, decidedBy } = fact.data;
      return { referral_id: referralId, force, agency, change_id: decisionId, reason_code: reason, actor: decidedBy };
    }
    case 'feedback-opened': {
      const { referralId, force, agency, receiptId, openedBy } = fact.data;
      return { referral_id: referralId, force, agency, change_id: receiptId, actor: openedBy };
    }
    case 'ethnicity-conflict': {
      const { referralId, conflictId, kind, recorded } = fact.data;
      return { referral_id: referralId, agency: recorded.organisation, change_id: conflictId, code: kind };
    }
    case 'incident-notified': {
      const { force, incidentId, type } = fact.data;
      return { force, change_id: incidentId, code: type };
    }
    case 'incident-linked': {
      const { referralId, force, incidentId } = fact.data;
      return { referral_id: referralId, force, change_id: incidentId };
    }
    case 'update-acknowledged': {
      const { referralId, agency, updateId, rung, actor, envelopeDigest } = fact.data;
      return { referral_id: referralId, agency, change_id: updateId, code: rung, actor, envelope_digest: envelopeDigest };
    }
    case 'ethnicity-recorded': {
      const { referralId, agency, receiptId, actor } = fact.data;
      return { referral_id: referralId, agency, change_id: receiptId, actor };
    }
    case 'milestone-stated': {
      const { referralId, agency, hop, receiptId, kind, actor } = fact.data;
      return { referral_id: referralId, agency, hop, change_id: receiptId, code: kind, actor };
    }
  }
}
