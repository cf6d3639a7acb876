import {
  CorrectionPublishedContract, encodeEvent, EthnicityConflictRaisedContract, EthnicityRecordedContract, FeedbackOpenedContract,
  IncidentLinkedContract, IncidentNotifiedContract, MilestoneStatedContract, MissingEpisodeRecordedContract,
  ReferralRecipientAddedContract, ReferralResentContract, RiskRegradedContract, SharingDecidedAgainstContract, UpdateAcknowledgedContract,
  WithdrawalPublishedContract, type CopyType, type EventContract, type Grade, type MachineStatementEntry, type OutgoingMessage, type Topics, type UpdateKind,
} from '#libs/contracts';
import { newId, sha256Hex } from '#libs/kernel';

import type { ReferralFacts } from './referral-facts.js';

const force = 'northshire-police';
const COPY_TYPE_OF: Readonly<Record<UpdateKind, CopyType>> = {
  correction: 'safeguarding.referral.corrected.v1', regrade: 'safeguarding.referral.regraded.v1', withdrawal: 'safeguarding.referral.withdrawn.v1',
  'missing-episode': 'safeguarding.referral.missing-episode-updated.v1',
};

/** The events after the publication of one fictional referral, as messages that keep their contracts. */
export class ChangeFacts {
  constructor(
    private readonly topics: Topics,
    private readonly referral: ReferralFacts,
  ) {}

  /** @param foundAt when the first child was found, as the corrected referral has it. */
  correction(updateId: string, agencies: readonly string[], minutes: number, fields: readonly string[] = ['/narrative'], foundAt?: string): OutgoingMessage {
    return this.fact(CorrectionPublishedContract, minutes, {
      ...this.about(updateId), reason: 'recorded-in-error', fields, children: this.referral.childrenKnown(foundAt), version: 2, previousDigest: sha256Hex('1'), contentDigest: sha256Hex('2'),
      correctedAt: this.at(minutes), recipients: this.copiesFor(updateId, agencies),
    });
  }

  /** A correction of areas, after which the referral has these children, and the copies of some agencies show some of them only. Places of children. */
  correctedAreas(minutes: number, places: readonly number[], shownTo: Readonly<Record<string, readonly number[]>>): OutgoingMessage {
    const ids = new Set(this.referral.childrenAt(places));
    const shown = Object.entries(shownTo).map(([agency, own]) => ({ agency, children: this.referral.childrenAt(own) }));
    return this.fact(CorrectionPublishedContract, minutes, {
      ...this.about(newId()), reason: 'recorded-in-error', fields: ['/children'], children: this.referral.childrenKnown().filter(({ childId }) => ids.has(childId)),
      ...(shown.length > 0 && { shown }), version: 2, previousDigest: sha256Hex('1'), contentDigest: sha256Hex('2'), correctedAt: this.at(minutes), recipients: [],
    });
  }

  withdrawal(updateId: string, agencies: readonly string[], minutes: number): OutgoingMessage {
    return this.fact(WithdrawalPublishedContract, minutes, {
      ...this.about(updateId), reason: 'wrong-child', withdrawnAt: this.at(minutes), recipients: this.copiesFor(updateId, agencies),
    });
  }

  regrade(updateId: string, grade: Grade, agencies: readonly string[], minutes: number): OutgoingMessage {
    return this.fact(RiskRegradedContract, minutes, {
      ...this.about(updateId), grade, previousGrade: 'red', gradedAt: this.at(minutes - 5), gradedBy: 'cc-04', reportedAt: this.at(-30),
      minutesSinceReport: minutes + 25, minutesSincePreviousGrade: 1, version: 2, recordedAt: this.at(minutes),
      recipients: this.copiesFor(updateId, agencies),
    });
  }

  recipientAdded(agency: string, minutes: number): OutgoingMessage {
    return this.fact(ReferralRecipientAddedContract, minutes, {
      referralId: this.referral.referralId, agency, hop: 2, reason: 'regraded', because: newId(), purpose: 'health', agreement: { id: 'northshire-mash', version: 3 },
      expectation: 'acknowledge', ...this.referral.sentCopy(agency), addedAt: this.at(minutes),
    });
  }

  /** The copies of these agencies, sent again: of the referral, or of a change. */
  resent(resendId: string, agencies: readonly string[], minutes: number, updateId?: string): OutgoingMessage {
    return this.fact(ReferralResentContract, minutes, {
      referralId: this.referral.referralId, resendId, force, reason: 'broker-data-lost', resentBy: 'pc-2041', resentAt: this.at(minutes),
      copies: this.copiesFor(resendId, agencies).map(({ agency, hop, messageId, envelopeDigest, partition }) =>
        ({ agency, hop, messageId, envelopeDigest, partition, ...(updateId !== undefined && { updateId }) })),
    });
  }

  found(updateId: string, agencies: readonly string[], minutes: number, kind: 'found' | 'found-in-error' = 'found'): OutgoingMessage {
    return this.fact(MissingEpisodeRecordedContract, minutes, {
      ...this.about(updateId), childId: this.referral.childIds[0], episodeId: this.referral.episodeId, kind, at: this.at(minutes - 10), recordedAt: this.at(minutes), recipients: this.copiesFor(updateId, agencies),
    });
  }

  receipt(updateId: string, kind: UpdateKind, agency: string, rung: 'delivered' | 'acknowledged', minutes: number, topic = this.topics.acknowledgement(agency)): OutgoingMessage {
    if (rung === 'delivered') return this.referral.batch(agency, [this.entry(updateId, kind, agency, minutes)], minutes, topic);
    const { messageId, envelopeDigest } = this.referral.sentCopy(agency, updateId);
    return this.statement(UpdateAcknowledgedContract, topic, minutes, {
      receiptId: newId(), eventType: UpdateAcknowledgedContract.type, referralId: this.referral.referralId, agency, updateId, kind, rung, actor: 'sw-0142',
      messageId, envelopeDigest, topic: this.topics.referral(agency), partition: 0, offset: '9', occurredAt: this.at(minutes),
    });
  }

  /** The statement of an agency's machine about a change, as an entry of a batch. */
  entry(updateId: string, kind: UpdateKind, agency: string, minutes: number): MachineStatementEntry {
    const { hop: _, ...entry } = this.referral.entry(agency, 'delivered', minutes, this.copyOf(updateId, agency));
    return { ...entry, copyType: COPY_TYPE_OF[kind], updateId, kind, offset: '9' };
  }

  /** One of each remaining event, none of which changes an agency's progress. */
  everythingElse(agency: string, minutes: number): OutgoingMessage[] {
    const { referralId } = this.referral;
    const topic = this.topics.acknowledgement(agency);
    const { messageId, envelopeDigest } = this.referral.sentCopy(agency);
    const about = { referralId, agency, hop: 1, messageId, envelopeDigest };
    return [
      this.fact(SharingDecidedAgainstContract, minutes, {
        decisionId: newId(), force, referralId, agency: 'riverside-school', reason: 'below-threshold', decidedBy: 'pc-2041', decidedAt: this.at(minutes), recordedAt: this.at(minutes),
      }),
      this.resent(newId(), [agency], minutes),
      this.fact(FeedbackOpenedContract, minutes, { referralId, force, agency, receiptId: newId(), openedBy: 'pc-2041', openedAt: this.at(minutes) }),
      this.fact(EthnicityConflictRaisedContract, minutes, {
        referralId, conflictId: newId(), childId: this.referral.childIds[0], kind: 'inexact', knownBy: force, recordedBy: agency, raisedAt: this.at(minutes),
      }),
      this.statement(EthnicityRecordedContract, topic, minutes, {
        receiptId: newId(), eventType: EthnicityRecordedContract.type, ...about, childId: this.referral.childIds[0], codeDigest: sha256Hex('3'), actor: 'sw-0142', occurredAt: this.at(minutes),
      }),
      this.statement(MilestoneStatedContract, topic, minutes, {
        receiptId: newId(), eventType: MilestoneStatedContract.type, ...about, childId: this.referral.childIds[0], kind: 'strategy-discussion-held', at: this.at(minutes), actor: 'mgr-7', occurredAt: this.at(minutes),
      }),
    ];
  }

  /** An incident reported the given minutes before the publication; a referral is due a day after the report. */
  incident(incidentId: string, minutesBefore: number, { childPresent = true, unit = 'NS-CC-2' } = {}): OutgoingMessage {
    const reportedAt = this.at(-minutesBefore);
    return this.fact(IncidentNotifiedContract, -minutesBefore, {
      incidentId, force, reference: `INC-${incidentId.slice(-6)}`, unit, area: 'northshire', type: 'domestic-abuse', childPresent, occurredAt: reportedAt,
      reportedAt, disclosedBy: { kind: 'person', reference: 'pc-2041' }, notifiedAt: reportedAt, ...(childPresent && { referralDueAt: this.at(1_440 - minutesBefore) }),
    }, false);
  }

  linked(incidentId: string, minutesBefore: number): OutgoingMessage {
    return this.fact(IncidentLinkedContract, 1, {
      incidentId, referralId: this.referral.referralId, force, reportedAt: this.at(-minutesBefore), referredAt: this.at(0), minutesToReferral: minutesBefore,
      disclosedBy: { kind: 'system', reference: 'referral-publisher' }, linkedAt: this.at(1),
    });
  }

  private copyOf(updateId: string, agency: string) {
    const { messageId, envelopeDigest } = this.referral.sentCopy(agency, updateId);
    return { messageId, envelopeDigest };
  }

  private at(minutes: number): string {
    return this.referral.at(minutes);
  }

  private about(updateId: string) {
    return { referralId: this.referral.referralId, updateId, force };
  }

  private copiesFor(updateId: string, agencies: readonly string[]) {
    return agencies.map((agency) => ({ agency, hop: 1, ...this.referral.sentCopy(agency, updateId) }));
  }

  private fact<Data>(contract: EventContract<Data>, minutes: number, data: Data, hasSubject = true): OutgoingMessage {
    return this.message(contract, this.topics.lifecycle(), minutes, data, hasSubject);
  }

  private statement<Data>(contract: EventContract<Data>, topic: string, minutes: number, data: Data): OutgoingMessage {
    return this.message(contract, topic, minutes, data, true);
  }

  private message<Data>(contract: EventContract<Data>, topic: string, minutes: number, data: Data, hasSubject: boolean): OutgoingMessage {
    return encodeEvent(contract, {
      topic, key: this.referral.caseKey, id: newId(), source: '/test', time: this.at(minutes), correlationId: this.referral.correlationId, data,
      ...(hasSubject && { subject: this.referral.referralId }),
    });
  }
}
