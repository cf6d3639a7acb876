import { EXAMPLE_IDS, STORED_MISSING_CHILD } from '../../http/examples.js';
import type { CorrectionPublished, MissingEpisodeRecorded, RiskRegraded, WithdrawalPublished } from '../change-facts.js';
import type { InvalidExample } from '../event-contract.js';
import type { ReferralResent } from '../resent.js';
import type { ReferralCorrected, ReferralMissingEpisodeUpdated, ReferralRegraded, ReferralWithdrawn } from '../updates.js';

type Valid<T> = Readonly<Record<string, T>>;
type Invalid = Readonly<Record<string, InvalidExample>>;

const { child: childId, episode: episodeId } = EXAMPLE_IDS;
const referralId = '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01';
const force = 'northshire-police';
const digest = '5a1c0d3f9b8e7246a0c4e8f1b2d3a5967788990011223344556677889900aabb';
const otherDigest = '0f2e4d6c8ba9f7e5d3c1b0a29483726150616273849506a7b8c9dae0f1021324';
const hub = { agency: 'northshire-csc', messageId: '019e5d10-7d11-7d3b-8c2a-1d0f8a3e0b01', envelopeDigest: digest, hop: 1, partition: 0 };
const health = { agency: 'northshire-icb', messageId: '019e5d10-7d11-7d3b-8c2a-1d0f8a3e0b02', envelopeDigest: otherDigest, hop: 1, partition: 0 };
const copy = {
  version: 2, hop: 1, agreement: { id: 'northshire-safeguarding', version: 1 }, purpose: 'childrens-social-care', marking: 'OFFICIAL-SENSITIVE',
  view: STORED_MISSING_CHILD,
} as const;
const toHub = { referralId, force, recipient: 'northshire-csc', issuedAt: '2026-05-23T08:00:00.000Z' } as const;

const corrected = {
  ...toHub, updateId: '019e5d10-7d10-7c4e-9a51-5f3f6f5b0d01', reason: 'stated-by-child-or-carer',
  fields: [`/children/${childId}/selfDefinedEthnicity/code`], copy,
} satisfies ReferralCorrected;
export const correctedCopies: Valid<ReferralCorrected> = {
  ethnicity: corrected,
  'third-version': { ...corrected, reason: 'new-information', fields: [`/children/${childId}/missingEpisodes/${episodeId}/foundAt`], copy: { ...copy, version: 3 } },
};
export const invalidCorrectedCopies: Invalid = {
  'no-version': { pointer: '/copy/version', code: 'range', data: { ...corrected, copy: { ...copy, version: 0 } } },
  'value-instead-of-place': { pointer: '/fields/0', code: 'pattern', data: { ...corrected, fields: ['Rowan Sample'] } },
};

const regraded = { ...toHub, updateId: '019e5d10-7d10-7c4e-9a51-5f3f6f5b0d02', grade: 'red', copy } satisfies ReferralRegraded;
export const regradedCopies: Valid<ReferralRegraded> = {
  red: regraded,
  amber: { ...regraded, grade: 'amber' },
};
export const invalidRegradedCopies: Invalid = {
  'unknown-grade': { pointer: '/grade', code: 'code', data: { ...regraded, grade: 'purple' } },
  'without-the-view': { pointer: '/copy/view', code: 'required', data: { ...regraded, copy: { ...copy, view: undefined } } },
};

const found = {
  ...toHub, updateId: '019e5d10-7d10-7c4e-9a51-5f3f6f5b0d03', childId, episodeId, kind: 'found', at: '2026-05-23T03:10:00+01:00', copy,
} satisfies ReferralMissingEpisodeUpdated;
export const episodeCopies: Valid<ReferralMissingEpisodeUpdated> = {
  found,
  'risk-level': {
    ...found, kind: 'risk-level-set', riskLevel: 'high', informationSource: 'placement', informationObtainedAt: '2026-05-22T17:05:00+01:00',
  },
};
export const invalidEpisodeCopies: Invalid = {
  'unknown-event': { pointer: '/kind', code: 'code', data: { ...found, kind: 'lost-again' } },
  'time-without-offset': { pointer: '/at', code: 'format', data: { ...found, at: '2026-05-23T03:10:00' } },
};

const withdrawn = { ...toHub, updateId: '019e5d10-7d10-7c4e-9a51-5f3f6f5b0d04', reason: 'wrong-child' } satisfies ReferralWithdrawn;
export const withdrawnCopies: Valid<ReferralWithdrawn> = {
  'wrong-child': withdrawn,
  duplicate: { ...withdrawn, recipient: 'northshire-icb', reason: 'duplicate' },
};
export const invalidWithdrawnCopies: Invalid = {
  'reason-in-words': { pointer: '/reason', code: 'code', data: { ...withdrawn, reason: 'we sent it about her sister' } },
  'without-recipient': { pointer: '/recipient', code: 'required', data: { ...withdrawn, recipient: undefined } },
};

const correction = {
  referralId, force, updateId: corrected.updateId, reason: 'stated-by-child-or-carer', fields: corrected.fields, children: [{ childId, area: 'northshire' }], version: 2,
  previousDigest: digest, contentDigest: otherDigest, correctedBy: 'np-2231', correctedAt: toHub.issuedAt, recipients: [hub],
} satisfies CorrectionPublished;
export const corrections: Valid<CorrectionPublished> = {
  ethnicity: correction,
  'report-time': {
    ...correction, reason: 'recorded-in-error', fields: ['/incident/reportedAt'], children: [{ childId, area: 'northshire' }],
    due: [{
      agency: 'hilltop-school',
      due: [{
        rule: 'SCHOOL_NOTICE', ruleVersion: 1, anchor: 'reasonable-grounds', anchorAt: '2026-05-22T15:10:00.000Z', dueAt: '2026-06-01T07:45:00.000Z',
        explanation: 'due Mon 1 Jun 2026 08:45 BST: before the next school day starts, after Fri 22 May 2026 16:10 BST',
      }],
      supersedes: [{ rule: 'SCHOOL_NOTICE', anchor: 'reasonable-grounds', anchorAt: '2026-05-22T14:10:00.000Z' }],
    }],
  },
  'domestic-abuse-taken-away': {
    ...correction, reason: 'recorded-in-error', fields: ['/concern/types'], children: [{ childId, area: 'northshire' }],
    due: [{ agency: 'hilltop-school', due: [], supersedes: [{ rule: 'SCHOOL_NOTICE', anchor: 'reasonable-grounds', anchorAt: '2026-05-22T14:10:00.000Z' }] }],
  },
  'one-could-not-be-notified': { ...correction, fields: [`/children/${childId}/name/family`], recipients: [hub, health], notNotified: ['riverside-school'] },
};
export const invalidCorrections: Invalid = {
  'value-instead-of-place': { pointer: '/fields/0', code: 'pattern', data: { ...correction, fields: [`/children/${childId}/name/family=Sample`] } },
  'child-by-position': { pointer: '/fields/0', code: 'pattern', data: { ...correction, fields: ['/children/0/name/family'] } },
  'nothing-corrected': { pointer: '/fields', code: 'count', data: { ...correction, fields: [] } },
};

const regrading = {
  referralId, force, updateId: regraded.updateId, grade: 'red', previousGrade: 'green', gradedAt: '2026-05-22T19:20:00+01:00',
  gradedBy: 'contact-centre-04', reportedAt: '2026-05-22T17:20:00+01:00', minutesSinceReport: 120, minutesSincePreviousGrade: 105,
  version: 2, recordedAt: '2026-05-22T18:21:00.000Z', recipients: [hub],
} satisfies RiskRegraded;
export const regradings: Valid<RiskRegraded> = { raised: regrading, lowered: { ...regrading, grade: 'green', previousGrade: 'amber' } };
export const invalidRegradings: Invalid = {
  'graded-by-a-name': { pointer: '/gradedBy', code: 'pattern', data: { ...regrading, gradedBy: 'Sam Example' } },
  'graded-before-the-report': { pointer: '/minutesSinceReport', code: 'range', data: { ...regrading, minutesSinceReport: -5 } },
};

const withdrawal = {
  referralId, force, updateId: withdrawn.updateId, reason: 'wrong-child', withdrawnAt: toHub.issuedAt, recipients: [hub, health],
} satisfies WithdrawalPublished;
export const withdrawals: Valid<WithdrawalPublished> = {
  'wrong-child': withdrawal,
  'by-a-person': { ...withdrawal, reason: 'sent-in-error', withdrawnBy: 'np-2231' },
};
export const invalidWithdrawals: Invalid = {
  'without-recipients': { pointer: '/recipients', code: 'count', data: { ...withdrawal, recipients: [] } },
  'by-a-name': { pointer: '/withdrawnBy', code: 'pattern', data: { ...withdrawal, withdrawnBy: 'Sam Example' } },
};

const episode = {
  referralId, force, updateId: found.updateId, childId, episodeId, kind: 'found', at: '2026-05-23T03:10:00+01:00', recordedAt: '2026-05-23T02:31:00.000Z', recipients: [hub],
} satisfies MissingEpisodeRecorded;
export const episodes: Valid<MissingEpisodeRecorded> = {
  found: episode,
  'found-in-error': { ...episode, kind: 'found-in-error', at: '2026-05-23T04:00:00+01:00', recordedAt: '2026-05-23T03:05:00.000Z' },
  'risk-level': {
    ...episode, kind: 'risk-level-set', riskLevel: 'medium', informationSource: 'school', informationObtainedAt: '2026-05-22T17:05:00+01:00',
    recordedBy: 'np-0417',
  },
};
export const invalidEpisodes: Invalid = {
  'informed-by-a-name': { pointer: '/informationSource', code: 'code', data: { ...episode, informationSource: 'Aunt Jo' } },
  'without-the-child': { pointer: '/childId', code: 'required', data: { ...episode, childId: undefined } },
  'without-a-time': { pointer: '/at', code: 'required', data: { ...episode, at: undefined } },
};

const again = { ...hub, agreement: { id: 'northshire-safeguarding', version: 1 }, purpose: 'childrens-social-care' };
const resent = {
  referralId, resendId: '019e5d40-7d10-7c4e-9a51-5f3f6f5b0d09', force, reason: 'broker-data-lost', resentBy: 'np-2231', resentAt: '2026-05-24T09:00:00.000Z',
  copies: [again],
} satisfies ReferralResent;
export const resendings: Valid<ReferralResent> = {
  'the-referral': resent,
  'with-a-correction': {
    ...resent, copies: [again, { ...again, messageId: health.messageId, envelopeDigest: otherDigest, updateId: '019e5d10-7d10-7c4e-9a51-5f3f6f5b0d01' }],
  },
  'a-withdrawal': { ...resent, reason: 'agency-asked', copies: [{ ...hub, updateId: '019e5d10-7d10-7c4e-9a51-5f3f6f5b0d03' }] },
};
export const invalidResendings: Invalid = {
  'without-person': { pointer: '/resentBy', code: 'required', data: { ...resent, resentBy: undefined } },
  'reason-in-words': { pointer: '/reason', code: 'code', data: { ...resent, reason: 'it was lost' } },
  'nothing-sent': { pointer: '/copies', code: 'count', data: { ...resent, copies: [] } },
};
