import { describe, expect, it } from '@jest/globals';

import { timelyReferral } from './timely-referral.js';

describe('a timely referral', () => {
  it('happened today: all its times move together, a date of birth and the texts stay', () => {
    const stale = {
      incident: { occurredAt: '2026-05-22T15:20:00Z', reportedAt: '2026-05-22T16:05:00.500Z' }, risk: { gradedAt: '2026-05-22T16:40:00Z' },
      children: [{ dateOfBirth: '2013-04-01' }], narrative: 'Since 2026-05-22 she has not come back.',
    };
    expect(timelyReferral(stale, new Date('2026-11-24T10:00:00Z'))).toEqual({
      ...stale,
      incident: { occurredAt: '2026-11-24T08:30:00.000Z', reportedAt: '2026-11-24T09:15:00.500Z' }, risk: { gradedAt: '2026-11-24T09:50:00.000Z' },
    });
  });

  it('is unchanged if it contains no time', () => {
    expect(timelyReferral({ narrative: 'nothing' }, new Date())).toEqual({ narrative: 'nothing' });
  });
});
