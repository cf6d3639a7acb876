import { EXAMPLE_IDS } from '../../http/examples.js';
import type { EthnicityRecorded, MilestoneStated, UpdateAcknowledged } from '../agency-statements.js';
import { ethnicityCodeDigest, type EthnicityCodeStated } from '../ethnicity-code.js';
import type { InvalidExample } from '../event-contract.js';
import type {
  EthnicityConflictRaised, FeedbackOpened, IncidentLinked, IncidentNotified, ReferralFollowedUp, SharingDecidedAgainst,
} from '../sharing-facts.js';

type Valid<T> = Readonly<Record<string, T>>;
type Invalid = Readonly<Record<string, InvalidExample>>;

const { child: childId, sibling, episode: episodeId } = EXAMPLE_IDS;
const referralId = '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01';
const incidentId = '019e5c00-1110-7c4e-9a51-5f3f6f5b0e01';
const receiptId = '019e5d22-9a00-7b01-8a10-3c4d5e6f0d01';
const force = 'northshire-police';
const at = '2026-05-23T09:15:00.000Z';

const decision = {
  decisionId: '019e5d20-7d10-7c4e-9a51-5f3f6f5b0f01', force, referralId, agency: 'riverside-school', reason: 'more-detrimental-to-the-child',
  decidedBy: 'np-2231', decidedAt: '2026-05-23T10:00:00+01:00', recordedAt: at,
} satisfies SharingDecidedAgainst;
export const decisions: Valid<SharingDecidedAgainst> = {
  'of-a-referral': decision,
  'of-an-incident': {
    decisionId: decision.decisionId, force, incidentId, agency: 'northshire-csc', reason: 'below-threshold', decidedBy: 'np-2231',
    decidedAt: decision.decidedAt, recordedAt: at,
  },
};
export const invalidDecisions: Invalid = {
  'without-person': { pointer: '/decidedBy', code: 'required', data: { ...decision, decidedBy: undefined } },
  'reason-in-words': { pointer: '/reason', code: 'code', data: { ...decision, reason: 'did not seem worth it' } },
};

const opened = { referralId, force, agency: 'northshire-csc', receiptId, openedBy: 'np-2231', openedAt: at } satisfies FeedbackOpened;
export const openings: Valid<FeedbackOpened> = { 'by-the-officer': opened, 'by-a-supervisor': { ...opened, openedBy: 'np-0007' } };
export const invalidOpenings: Invalid = {
  'by-a-name': { pointer: '/openedBy', code: 'pattern', data: { ...opened, openedBy: 'Sam Example' } },
  'of-nothing': { pointer: '/receiptId', code: 'required', data: { ...opened, receiptId: undefined } },
};

const followUp = {
  referralId, followUpId: '019e5d23-7d10-7c4e-9a51-5f3f6f5b0f03', force, agency: 'northshire-csc', followedUpBy: 'np-2231',
  followedUpAt: '2026-05-26T17:20:00+01:00', recordedAt: '2026-05-26T16:24:00.000Z',
} satisfies ReferralFollowedUp;
export const followUps: Valid<ReferralFollowedUp> = { 'by-the-officer': followUp, 'by-a-supervisor': { ...followUp, followedUpBy: 'np-0007' } };
export const invalidFollowUps: Invalid = {
  'by-a-name': { pointer: '/followedUpBy', code: 'pattern', data: { ...followUp, followedUpBy: 'Sam Example' } },
  'without-agency': { pointer: '/agency', code: 'required', data: { ...followUp, agency: undefined } },
};

const conflict = {
  referralId, conflictId: '019e5d21-7d10-7c4e-9a51-5f3f6f5b0f02', childId, kind: 'inexact',
  knownBy: force, recordedBy: 'northshire-csc', raisedAt: at,
} satisfies EthnicityConflictRaised;
export const conflicts: Valid<EthnicityConflictRaised> = {
  inexact: conflict,
  different: { ...conflict, kind: 'different', knownBy: 'northshire-icb' },
};
export const invalidConflicts: Invalid = {
  'with-a-code': { pointer: '/recordedCode', code: 'unknown-field', data: { ...conflict, recordedCode: 'WROM' } },
  'child-by-name': { pointer: '/childId', code: 'format', data: { ...conflict, childId: 'Rowan Sample' } },
};

const notified = {
  incidentId, force, reference: 'INC-20260522-0112', unit: 'RESPONSE-2', area: 'northshire', type: 'domestic-abuse', childPresent: true,
  occurredAt: '2026-05-22T16:30:00+01:00', reportedAt: '2026-05-22T17:20:00+01:00', disclosedBy: { kind: 'person', reference: 'pc-2041' },
  notifiedAt: '2026-05-22T16:40:00.000Z',
  referralDueAt: '2026-05-23T16:20:00.000Z',
} satisfies IncidentNotified;
const { referralDueAt: _, ...nothingDue } = notified;
export const incidents: Valid<IncidentNotified> = {
  'child-present': notified,
  'no-child': { ...nothingDue, type: 'public-order', childPresent: false },
};
export const invalidIncidents: Invalid = {
  'unit-in-words': { pointer: '/unit', code: 'pattern', data: { ...notified, unit: 'Response team two' } },
  'reference-in-words': { pointer: '/reference', code: 'pattern', data: { ...notified, reference: 'the one at Larch Row' } },
};

const linked = {
  incidentId, referralId, force, reportedAt: notified.reportedAt, referredAt: '2026-05-23T18:00:00.000Z', minutesToReferral: 1540,
  disclosedBy: { kind: 'system', reference: 'referral-publisher' }, linkedAt: '2026-05-23T18:00:01.000Z',
} satisfies IncidentLinked;
export const links: Valid<IncidentLinked> = { late: linked, 'in-time': { ...linked, referredAt: '2026-05-22T17:00:00.000Z', minutesToReferral: 40 } };
export const invalidLinks: Invalid = {
  'without-referral': { pointer: '/referralId', code: 'required', data: { ...linked, referralId: undefined } },
  'before-the-report': { pointer: '/minutesToReferral', code: 'range', data: { ...linked, minutesToReferral: -1 } },
};

const acknowledged = {
  receiptId, eventType: 'safeguarding.update.acknowledged.v1', referralId, agency: 'northshire-csc', updateId: '019e5d10-7d10-7c4e-9a51-5f3f6f5b0d01',
  kind: 'correction', rung: 'acknowledged', actor: 'sw-0142',
  messageId: '019e5d10-7d11-7d3b-8c2a-1d0f8a3e0b01', envelopeDigest: '5a1c0d3f9b8e7246a0c4e8f1b2d3a5967788990011223344556677889900aabb',
  topic: 'safeguarding.referral.v1.northshire-csc', partition: 1, offset: '4022', occurredAt: at,
} satisfies UpdateAcknowledged;
export const updateReceipts: Valid<UpdateAcknowledged> = {
  correction: acknowledged, withdrawal: { ...acknowledged, kind: 'withdrawal', updateId: '019e5d10-7d10-7c4e-9a51-5f3f6f5b0d02' },
};
export const invalidUpdateReceipts: Invalid = {
  'acknowledged-without-person': { pointer: '/actor', code: 'required', data: { ...acknowledged, actor: undefined } },
  'a-rung-of-the-referral': { pointer: '/rung', code: 'code', data: { ...acknowledged, rung: 'accepted' } },
  'a-machine-states-delivered': { pointer: '/rung', code: 'code', data: { ...acknowledged, rung: 'delivered' } },
};

const roma = {
  namespace: 'dfe/ethnicity', code: 'WROM', salt: '3f5c1e7a9b2d4f608172a3b4c5d6e7f80918273645546372819a0bcdef123456',
} as const;
const recorded = {
  receiptId, eventType: 'safeguarding.ethnicity.recorded.v1', referralId, agency: 'northshire-csc', hop: 1, messageId: '019e5d10-7d11-7d3b-8c2a-1d0f8a3e0b01', envelopeDigest: '5a1c0d3f9b8e7246a0c4e8f1b2d3a5967788990011223344556677889900aabb',
  childId, codeDigest: ethnicityCodeDigest({ receiptId, ...roma }), actor: 'sw-0142', occurredAt: at,
} satisfies EthnicityRecorded;
export const ethnicities: Valid<EthnicityRecorded> = { 'first-child': recorded, 'second-child': { ...recorded, childId: sibling } };
export const invalidEthnicities: Invalid = {
  'with-the-code': { pointer: '/code', code: 'unknown-field', data: { ...recorded, code: roma.code } },
  'code-instead-of-digest': { pointer: '/codeDigest', code: 'pattern', data: { ...recorded, codeDigest: roma.code } },
};

const codeStated = { receiptId, referralId, agency: 'northshire-csc', ...roma, occurredAt: at } satisfies EthnicityCodeStated;
export const ethnicityCodes: Valid<EthnicityCodeStated> = {
  roma: codeStated, 'not-obtained': { ...codeStated, code: 'NOBT' },
};
export const invalidEthnicityCodes: Invalid = {
  'a-list-of-perceptions': { pointer: '/namespace', code: 'code', data: { ...codeStated, namespace: 'police/ethnicity-perceived' } },
  'in-words': { pointer: '/code', code: 'pattern', data: { ...codeStated, code: 'Roma' } },
  'without-salt': { pointer: '/salt', code: 'required', data: { ...codeStated, salt: undefined } },
};

const milestone = {
  receiptId, eventType: 'safeguarding.milestone.stated.v1', referralId, agency: 'northshire-csc', hop: 1, messageId: '019e5d10-7d11-7d3b-8c2a-1d0f8a3e0b01', envelopeDigest: '5a1c0d3f9b8e7246a0c4e8f1b2d3a5967788990011223344556677889900aabb',
  childId, kind: 'strategy-discussion-held', at: '2026-05-23T09:00:00+01:00', actor: 'mgr-7', occurredAt: at,
} satisfies MilestoneStated;
export const milestones: Valid<MilestoneStated> = {
  'strategy-discussion': milestone,
  'return-interview': { ...milestone, kind: 'return-interview-held', episodeId, at: '2026-05-25T14:00:00+01:00', occurredAt: '2026-05-25T13:30:00.000Z' },
};
export const invalidMilestones: Invalid = {
  'of-no-child': { pointer: '/childId', code: 'required', data: { ...milestone, childId: undefined } },
  'return-interview-of-no-episode': { pointer: '/episodeId', code: 'required', data: { ...milestone, kind: 'return-interview-held' } },
  'unknown-milestone': { pointer: '/kind', code: 'code', data: { ...milestone, kind: 'had-a-chat' } },
  'without-person': { pointer: '/actor', code: 'required', data: { ...milestone, actor: undefined } },
};
