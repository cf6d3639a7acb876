import { MAX_EPISODES, type InformationSource, type MissingEpisode, type MissingEpisodeEventKind, type MissingEpisodeEventRequest } from '#libs/contracts';
import { failure, success, type Outcome } from '#libs/kernel';

type EventRequest = Omit<MissingEpisodeEventRequest, 'childId' | 'episodeId'>;

/** Whether an event of this kind can happen in an episode. A report begins another one. */
export function fitsEpisode(kind: MissingEpisodeEventKind, { foundAt }: Pick<MissingEpisode, 'foundAt'>): boolean {
  return kind === 'risk-level-set' || kind === 'found' ? foundAt === undefined : foundAt !== undefined;
}

/**
 * The episode that a report begins. The earlier episodes of the child stay as they are.
 *
 * @returns the episode, or a sentence that explains why none can begin.
 */
export function episodeReported(
  before: readonly MissingEpisode[], { at, missingSince, riskLevel, informationSource, informationObtainedAt }: EventRequest,
): Outcome<MissingEpisode, string> {
  if (before.some(({ foundAt }) => foundAt === undefined)) return failure('The child is recorded as missing already.');
  if (before.length >= MAX_EPISODES) return failure(`The referral holds ${MAX_EPISODES} missing episodes of this child. Publish a new referral.`);
  return success({ missingSince: missingSince ?? at, reportedAt: at, riskLevel: riskLevel ?? 'high', ...informed(informationSource, informationObtainedAt) });
}

const INTERVIEW_BEFORE_FIND = 'The interview is before the time at which the child was found. Correct the time of the interview; or take the find back with found-in-error, and record it with its right time.';

/**
 * Applies an event to a missing episode, which ends when the child is found. A find that was recorded in error leaves the child missing. Pure.
 *
 * @returns the episode, or a sentence that explains why the event does not fit.
 */
export function episodeAfter<Episode extends MissingEpisode>(
  episode: Episode, { kind, at, riskLevel, informationSource, informationObtainedAt }: EventRequest,
): Outcome<Episode, string> {
  if (kind === 'risk-level-set') {
    if (!fitsEpisode(kind, episode)) return failure('The child has been found; there is no risk of this episode to set.');
    const { informationFrom: _, informationObtainedAt: __, ...kept } = episode;
    return success({ ...kept, riskLevel: riskLevel ?? episode.riskLevel, ...informed(informationSource, informationObtainedAt) } as Episode);
  }
  if (kind === 'found') return fitsEpisode(kind, episode) ? success({ ...episode, foundAt: at }) : failure('The child is recorded as found already.');
  if (kind === 'found-in-error') return findTakenBack(episode);
  if (episode.foundAt === undefined) return failure('Interviews follow when the child is found, and that is not recorded.');
  return Date.parse(at) >= Date.parse(episode.foundAt) ? success(episode) : failure(INTERVIEW_BEFORE_FIND);
}

function findTakenBack<Episode extends MissingEpisode>(episode: Episode): Outcome<Episode, string> {
  const { foundAt, ...missing } = episode;
  return foundAt === undefined ? failure('The child is not recorded as found, so there is no find to take back.') : success(missing as Episode);
}

function informed(source: InformationSource | undefined, obtainedAt: string | undefined): Pick<MissingEpisode, 'informationFrom' | 'informationObtainedAt'> {
  return { ...(source !== undefined && { informationFrom: source }), ...(obtainedAt !== undefined && { informationObtainedAt: obtainedAt }) };
}
