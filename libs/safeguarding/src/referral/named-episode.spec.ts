import { describe, expect, it } from '@jest/globals';

import { childNamed, episodeNamed } from './named-episode.js';

const rosa = { childId: 'rosa', missingEpisodes: [{ episodeId: 'rosa-1', foundAt: '2026-11-27T18:00:00Z' }, { episodeId: 'rosa-2' }] };
const milan = { childId: 'milan', missingEpisodes: [{ episodeId: 'milan-1' }] };
const baby = { childId: 'baby' };

const isMissing = ({ foundAt }: { readonly foundAt?: string }): boolean => foundAt === undefined;
const wasFound = (episode: { readonly foundAt?: string }): boolean => !isMissing(episode);

function named(children: readonly (typeof rosa | typeof milan | typeof baby)[], naming: Parameters<typeof episodeNamed>[1], fits = isMissing): string {
  const outcome = episodeNamed(children as readonly { readonly childId: string; readonly missingEpisodes?: readonly { readonly episodeId: string; readonly foundAt?: string }[] }[], naming, fits);
  return outcome.ok ? `${outcome.value.child.childId} ${outcome.value.episode.episodeId}` : outcome.error.map(({ pointer, code }) => `${pointer} ${code}`).join(', ');
}

describe('an event of a missing episode', () => {
  it('needs no child where one child was missing, and no episode where it fits one', () => {
    expect(named([rosa, baby], {})).toBe('rosa rosa-2');
    expect(named([rosa, baby], {}, wasFound)).toBe('rosa rosa-1');
    expect(named([rosa, milan], { childId: 'milan' })).toBe('milan milan-1');
    expect(named([rosa, milan], { episodeId: 'rosa-1' })).toBe('rosa rosa-1');
  });

  it('that was recorded twice about the one who was found is never taken for the sibling who is still missing', () => {
    const found = { childId: 'milan', missingEpisodes: [{ episodeId: 'milan-1', foundAt: '2026-11-27T18:00:00Z' }] };
    expect(named([rosa, found], {})).toBe('/childId several-children, /childId several-children');
  });

  it('contradicts the last episode where it fits none', () => {
    expect(named([milan], {}, wasFound)).toBe('milan milan-1');
  });

  it('says which ids are possible', () => {
    expect(childNamed([rosa, milan], undefined)).toMatchObject({ ok: false, error: [{ message: expect.stringContaining('rosa') }, { message: expect.stringContaining('milan') }] });
    expect(named([{ childId: 'rosa', missingEpisodes: [...rosa.missingEpisodes, { episodeId: 'rosa-3', foundAt: '2026-11-28T18:00:00Z' }] }], {}, wasFound))
      .toBe('/episodeId several-episodes, /episodeId several-episodes');
  });

  it('is refused for ids that the referral does not have, and for a child who was never missing', () => {
    expect(named([rosa], { childId: 'milan' })).toBe('/childId unknown-child');
    expect(named([rosa], { episodeId: 'milan-1' })).toBe('/episodeId unknown-episode');
    expect(named([rosa, milan], { childId: 'rosa', episodeId: 'milan-1' })).toBe('/episodeId unknown-episode');
    expect([named([baby], {}), named([rosa, baby], { childId: 'baby' })]).toEqual(['/childId no-episode', '/childId no-episode']);
  });
});
