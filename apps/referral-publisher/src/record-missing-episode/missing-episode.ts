import type { InformationSource, MissingEpisode, MissingEpisodeEventRequest } from '#libs/contracts';
import { failure, success, type Outcome } from '#libs/kernel';

/**
 * Applies an event to a missing episode. An episode ends when the child is found. Another report begins a new episode, whose facts
 * are kept beside those of the first. Pure.
 *
 * @returns the episode, or a sentence that explains why the event does not fit.
 */
export function episodeAfter(
  episode: MissingEpisode | undefined,
  { kind, at, missingSince, riskLevel, informationSource, informationObtainedAt }: MissingEpisodeEventRequest,
): Outcome<MissingEpisode, string> {
  if (kind === 'reported') {
    if (episode !== undefined && episode.foundAt === undefined) return failure('The child is recorded as missing already.');
    return success({ missingSince: missingSince ?? at, reportedAt: at, riskLevel: riskLevel ?? 'high', ...informed(informationSource, informationObtainedAt) });
  }
  if (episode === undefined) return failure('No child is recorded as missing. Record that the child was reported missing first.');
  if (kind === 'risk-level-set') {
    if (episode.foundAt !== undefined) return failure('The child has been found; there is no risk of this episode to set.');
    const { informationFrom: _, informationObtainedAt: __, ...kept } = episode;
    return success({ ...kept, riskLevel: riskLevel ?? episode.riskLevel, ...informed(informationSource, informationObtainedAt) });
  }
  if (kind === 'found') {
    return episode.foundAt === undefined ? success({ ...episode, foundAt: at }) : failure('The child is recorded as found already.');
  }
  return episode.foundAt === undefined ? failure('Interviews follow when the child is found, and that is not recorded.') : success(episode);
}

function informed(source: InformationSource | undefined, obtainedAt: string | undefined): Pick<MissingEpisode, 'informationFrom' | 'informationObtainedAt'> {
  return { ...(source !== undefined && { informationFrom: source }), ...(obtainedAt !== undefined && { informationObtainedAt: obtainedAt }) };
}
