import { describe, expect, it } from '@jest/globals';
import type { MissingEpisode } from '#libs/contracts';

import { episodeAfter, episodeReported } from './missing-episode.js';

const missing: MissingEpisode = { missingSince: '2026-05-22T15:30:00Z', reportedAt: '2026-05-22T16:05:00Z', riskLevel: 'medium', informationFrom: 'An aunt' };
const found: MissingEpisode = { ...missing, foundAt: '2026-05-23T02:10:00Z' };
const at = '2026-05-23T03:10:00+01:00';

describe('a missing episode', () => {
  it('is graded again on information with its source and its time', () => {
    const stated = { kind: 'risk-level-set', at, riskLevel: 'high', informationSource: 'school', informationObtainedAt: '2026-05-22T18:00:00Z' } as const;
    expect(episodeAfter(missing, stated)).toEqual({
      ok: true, value: { ...missing, riskLevel: 'high', informationFrom: 'school', informationObtainedAt: '2026-05-22T18:00:00Z' },
    });
  });

  it('ends when the child is found, once; interviews follow and change nothing', () => {
    expect(episodeAfter(missing, { kind: 'found', at })).toEqual({ ok: true, value: { ...missing, foundAt: at } });
    expect(episodeAfter(found, { kind: 'found', at }).ok).toBe(false);
    expect(episodeAfter(missing, { kind: 'return-interview-held', at }).ok).toBe(false);
    expect(episodeAfter(found, { kind: 'return-interview-declined', at })).toEqual({ ok: true, value: found });
  });

  it('has no interview before the find that it follows, to the millisecond', () => {
    for (const kind of ['prevention-interview-held', 'return-interview-offered', 'return-interview-held', 'return-interview-declined'] as const) {
      expect(episodeAfter(found, { kind, at: '2026-05-23T02:09:59.999Z' })).toMatchObject({ ok: false, error: expect.stringContaining('before the time at which the child was found') });
      expect(episodeAfter(found, { kind, at: '2026-05-23T02:10:00.000Z' }).ok).toBe(true);
    }
  });

  it('goes on where the find was an error; a find that is not recorded cannot be taken back', () => {
    expect(episodeAfter(found, { kind: 'found-in-error', at })).toEqual({ ok: true, value: missing });
    expect(episodeAfter(missing, { kind: 'found-in-error', at })).toMatchObject({ ok: false, error: expect.stringContaining('not recorded as found') });
  });

  it('begins again with another report, and not while the first lasts', () => {
    const again = { kind: 'reported', at, missingSince: '2026-05-23T01:00:00Z', riskLevel: 'low' } as const;
    expect(episodeReported([found, missing], again).ok).toBe(false);
    for (const before of [[found], []]) {
      expect(episodeReported(before, again)).toEqual({ ok: true, value: { missingSince: '2026-05-23T01:00:00Z', reportedAt: at, riskLevel: 'low' } });
    }
    expect(episodeReported(Array.from({ length: 10 }, () => found), again)).toMatchObject({ ok: false, error: expect.stringContaining('new referral') });
  });
});
