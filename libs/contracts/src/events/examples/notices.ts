import type { InvalidExample } from '../event-contract.js';
import type { HolderChangedNotice, NoticedStatement, RedirectDeclinedNotice, ReferralWithdrawnNotice, StatementsJudged } from '../notices.js';

type Examples<T> = Readonly<Record<string, T>>;
type Invalid = Readonly<Record<string, InvalidExample>>;

const referralId = '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01';
const agency = 'northshire-csc';
const accepted = {
  receiptId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0c04', digest: 'ab'.repeat(32), referralId, hop: 1, rung: 'accepted', at: '2026-05-23T09:02:00.000Z', actor: 'sw-0142',
} as const;
const judged = { noticeId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0f01', agency, judgedAt: '2026-05-23T09:02:00.318Z' } as const;
const waits = { ...accepted, verdict: 'waiting', code: 'opened' } satisfies NoticedStatement;

export const statementsJudged: Examples<StatementsJudged> = {
  taken: { ...judged, statements: [{ ...accepted, verdict: 'taken', countsAt: accepted.at }] },
  'waits-for-the-opening': { ...judged, statements: [waits] },
  'a-flood': {
    ...judged,
    statements: [{ receiptId: accepted.receiptId, digest: accepted.digest, referralId, rung: 'delivered', at: accepted.at, verdict: 'refused', code: 'other-content' }],
    omitted: 412,
  },
};
export const invalidStatementsJudged: Invalid = {
  'without-a-statement': { pointer: '/statements', code: 'count', data: { ...judged, statements: [] } },
  'refused-without-a-reason': { pointer: '/statements/0/code', code: 'required', data: { ...judged, statements: [{ ...accepted, verdict: 'refused' }] } },
};

const withdrawal = {
  referralId, agency, updateId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0d07', reason: 'wrong-child', withdrawnAt: '2026-05-23T10:00:00.000Z',
} satisfies ReferralWithdrawnNotice;
export const withdrawn: Examples<ReferralWithdrawnNotice> = { 'wrong-child': withdrawal, duplicate: { ...withdrawal, agency: 'hilltop-school', reason: 'duplicate' } };
export const invalidWithdrawn: Invalid = {
  'without-a-time': { pointer: '/withdrawnAt', code: 'required', data: { referralId, agency, updateId: withdrawal.updateId, reason: 'duplicate' } },
  'with-a-sentence': { pointer: '/reason', code: 'code', data: { ...withdrawal, reason: 'It was the brother of the child.' } },
};

const declined = {
  referralId, agency, fromAgency: agency, toAgency: 'riverside-school', because: accepted.receiptId, reason: 'no-agreement', declinedAt: '2026-05-23T10:00:00.000Z',
} satisfies RedirectDeclinedNotice;
export const redirectDeclined: Examples<RedirectDeclinedNotice> = {
  'no-agreement': declined,
  'redirected-back': { ...declined, fromAgency: 'northmoor-csc', toAgency: agency, reason: 'already-a-recipient' },
};
export const invalidRedirectDeclined: Invalid = {
  'names-no-agency': { pointer: '/toAgency', code: 'required', data: { ...declined, toAgency: undefined } },
  'unknown-reason': { pointer: '/reason', code: 'code', data: { ...declined, reason: 'because' } },
};

const changed = { referralId, agency, since: '2026-05-23T10:00:00.000Z', changedAt: '2026-05-23T10:00:00.214Z' } as const;
export const holderChanged: Examples<HolderChangedNotice> = {
  'no-holder': { ...changed, state: 'no-holder', agencies: [] },
  'one-of-two-siblings': {
    ...changed, state: 'no-holder', agencies: [], children: [
      { childId: '0d5c7f11-9a32-4b6e-8f1d-6e7a8b9c0d03', state: 'no-holder', since: changed.since, agencies: [] },
      { childId: '7f0d4a52-3c1e-4a0b-9d55-2f6c0b7e1a01', state: 'held', since: changed.since, agencies: [agency] },
    ],
  },
  'two-have-accepted': { ...changed, state: 'held', agencies: ['northmoor-csc', agency] },
};
export const invalidHolderChanged: Invalid = {
  'unknown-state': { pointer: '/state', code: 'code', data: { ...changed, state: 'lost', agencies: [] } },
  'without-a-time': { pointer: '/since', code: 'required', data: { ...changed, since: undefined, state: 'no-holder', agencies: [] } },
};
