import { DOMESTIC_ABUSE_REFERRAL, EXAMPLE_IDS, STORED_MISSING_CHILD } from '../../http/examples.js';
import type { InvalidExample } from '../event-contract.js';
import type { ReferralShared } from '../referral-shared.js';

const toSocialCare = {
  referralId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01',
  hop: 1,
  sender: { force: 'northshire-police', unit: 'MISSING-1' },
  recipient: 'northshire-csc',
  agreement: { id: 'northshire-safeguarding', version: 1 },
  purpose: 'childrens-social-care',
  expectation: 'acknowledge-and-decide',
  issuedAt: '2026-05-22T17:00:00.000Z',
  marking: 'OFFICIAL-SENSITIVE',
  view: STORED_MISSING_CHILD,
} satisfies ReferralShared;

/**
 * A school learns that an incident happened at home and which child is concerned, but not the kind of incident, the place or
 * the informant.
 */
const toSchool = {
  referralId: '019e66b1-0c20-7aa0-8f0e-2b7a9c1d0a02',
  hop: 1,
  sender: { force: 'northshire-police', unit: 'RESPONSE-2' },
  recipient: 'hilltop-school',
  agreement: { id: 'northshire-safeguarding', version: 1 },
  purpose: 'school-notice',
  expectation: 'acknowledge',
  issuedAt: '2026-05-24T22:30:00.000Z',
  marking: 'OFFICIAL-SENSITIVE',
  view: {
    concern: { types: ['domestic-abuse'] },
    children: [{ childId: EXAMPLE_IDS.child, name: { given: 'Amara', family: 'Example' }, dateOfBirth: '2012-02-29' }],
    incident: { occurredAt: DOMESTIC_ABUSE_REFERRAL.incident.occurredAt },
    risk: { grade: 'amber' },
  },
} satisfies ReferralShared;

const afterRedirect = {
  ...toSocialCare,
  hop: 2,
  recipient: 'northmoor-csc',
  issuedAt: '2026-05-22T18:05:00.000Z',
} satisfies ReferralShared;

export const valid: Readonly<Record<string, ReferralShared>> = {
  'to-social-care': toSocialCare,
  'to-school': toSchool,
  'after-redirect': afterRedirect,
};

export const invalid: Readonly<Record<string, InvalidExample>> = {
  'day-that-does-not-exist': {
    pointer: '/view/children/0/dateOfBirth',
    code: 'format',
    data: { ...toSchool, view: { children: [{ childId: EXAMPLE_IDS.child, dateOfBirth: '2026-02-30' }] } },
  },
  'child-without-its-id': { pointer: '/view/children/0/childId', code: 'required', data: { ...toSchool, view: { children: [{ sex: 'female' }] } } },
  'field-outside-the-contract': {
    pointer: '/view/suspectName',
    code: 'unknown-field',
    data: { ...toSchool, view: { suspectName: 'A. Nother' } },
  },
  'null-instead-of-left-out': {
    pointer: '/view/narrative',
    code: 'type',
    data: { ...toSchool, view: { narrative: null } },
  },
};
