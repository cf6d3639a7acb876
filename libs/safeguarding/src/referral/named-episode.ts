import { failure, success, type Outcome } from '#libs/kernel';

/** Why a request does not name one child, or one missing episode, of a referral. */
export interface NamingProblem {
  readonly pointer: '/childId' | '/episodeId';
  readonly code: 'unknown-child' | 'several-children' | 'unknown-episode' | 'several-episodes' | 'no-episode';
  /** A sentence. It names no fact about a child but ids. */
  readonly message: string;
}

interface NamedChild<Episode> {
  readonly childId: string;
  readonly missingEpisodes?: readonly Episode[];
}
interface NamedEpisode {
  readonly episodeId: string;
}
interface Naming {
  readonly childId?: string | undefined;
  readonly episodeId?: string | undefined;
}

/** The child that a request is about. It may be left out where there is one child. One problem for each child that it can be. */
export function childNamed<Child extends { readonly childId: string }>(
  children: readonly Child[], childId: string | undefined,
): Outcome<Child, readonly NamingProblem[]> {
  const [first, ...more] = children.filter((child) => childId === undefined || child.childId === childId);
  if (first === undefined) {
    return failure([{ pointer: '/childId', code: 'unknown-child', message: 'There is no such child. Give the childId of a child of this referral.' }]);
  }
  if (more.length === 0) return success(first);
  return failure([first, ...more].map((child) => ({
    pointer: '/childId', code: 'several-children', message: `It can be one of several children. If it is this one, give the childId ${child.childId}.`,
  })));
}

/**
 * The missing episode that a request is about. The child may be left out where one child has missing episodes, whether that child is
 * missing or not: an event about a child who was found must never be taken for one about a sibling who is still missing. The episode may
 * be left out where the event fits one episode of the child.
 *
 * @param fits whether the event can happen in the episode. Where it fits none, the last episode is the one that it contradicts.
 */
export function episodeNamed<Episode extends NamedEpisode, Child extends NamedChild<Episode>>(
  children: readonly (Child & NamedChild<Episode>)[], { childId, episodeId }: Naming, fits: (episode: Episode) => boolean,
): Outcome<{ readonly child: Child; readonly episode: Episode }, readonly NamingProblem[]> {
  const candidates = children.filter(({ missingEpisodes = [] }) =>
    missingEpisodes.length > 0 && (episodeId === undefined || missingEpisodes.some((episode) => episode.episodeId === episodeId)));
  if (candidates.length === 0) return failure([episodeId === undefined ? NO_EPISODE : UNKNOWN_EPISODE]);
  const named = childNamed(candidates, childId);
  if (!named.ok) return children.some((child) => child.childId === childId) ? failure([episodeId === undefined ? NO_EPISODE : UNKNOWN_EPISODE]) : named;
  const child = named.value;
  const { missingEpisodes = [] } = child;
  const possible = missingEpisodes.filter((episode) => (episodeId === undefined ? fits(episode) : episode.episodeId === episodeId));
  const [episode = missingEpisodes.at(-1), ...more] = possible;
  if (episode === undefined) return failure([NO_EPISODE]);
  if (more.length === 0) return success({ child, episode });
  return failure(possible.map((each) => ({
    pointer: '/episodeId', code: 'several-episodes', message: `It can be one of several missing episodes. If it is this one, give the episodeId ${each.episodeId}.`,
  })));
}

const NO_EPISODE: NamingProblem = {
  pointer: '/childId', code: 'no-episode', message: 'No missing episode of this child is recorded. Record first that the child was reported missing.',
};
const UNKNOWN_EPISODE: NamingProblem = {
  pointer: '/episodeId', code: 'unknown-episode', message: 'There is no such missing episode of this child. Give the episodeId of one of this referral.',
};
