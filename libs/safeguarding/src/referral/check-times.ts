import type { MissingEpisode, SubmitReferralRequest } from '#libs/contracts';
import { isInFuture } from '#libs/kernel';

import { fieldProblem, type Path, type ReferralProblem } from './problem.js';

const OVERLAP = 'This episode begins before the child was found in the episode before it. Give the episodes in the order of their times, each with the time at which the child was found.';

interface StatedTime {
  readonly path: Path;
  readonly at: string | undefined;
}

/**
 * Checks the order of events. Inspectors ask for the delay between report, grade and assessment, so contradicting times are
 * refused instead of measured.
 */
export function checkTimes(content: SubmitReferralRequest, now: Date): ReferralProblem[] {
  const { incident, risk } = content;
  const occurred = { path: ['incident', 'occurredAt'], at: incident.occurredAt };
  const reported = { path: ['incident', 'reportedAt'], at: incident.reportedAt };
  const assessed = { path: ['incident', 'assessedAt'], at: incident.assessedAt };
  const graded = { path: ['risk', 'gradedAt'], at: risk.gradedAt };
  return [
    ...[occurred, reported, assessed, graded].flatMap((time) => notInFuture(time, now)),
    ...inOrder(occurred, reported),
    ...inOrder(reported, assessed),
    ...inOrder(reported, graded),
    ...content.children.flatMap(({ missingEpisodes = [] }, child) =>
      missingEpisodes.flatMap((episode, index) => checkEpisode(episode, ['children', child, 'missingEpisodes', index], missingEpisodes[index - 1], now))),
  ];
}

/** @param before the episode before it. An episode begins when the one before has ended, because a child who is missing cannot go missing. */
function checkEpisode(episode: MissingEpisode, path: Path, before: MissingEpisode | undefined, now: Date): ReferralProblem[] {
  const since = { path: [...path, 'missingSince'], at: episode.missingSince };
  const reported = { path: [...path, 'reportedAt'], at: episode.reportedAt };
  const found = { path: [...path, 'foundAt'], at: episode.foundAt };
  const informed = { path: [...path, 'informationObtainedAt'], at: episode.informationObtainedAt };
  return [
    ...[since, reported, found, informed].flatMap((time) => notInFuture(time, now)),
    ...inOrder(since, reported),
    // A child may be back before the report to the police, so the time of being found is compared only with going missing.
    ...inOrder(since, found),
    ...(before === undefined ? [] : afterThe(before, since)),
  ];
}

function afterThe({ foundAt }: MissingEpisode, since: StatedTime): ReferralProblem[] {
  if (foundAt !== undefined) return Date.parse(since.at ?? '') < Date.parse(foundAt) ? [fieldProblem(since.path, 'episodes-overlap', OVERLAP)] : [];
  return [fieldProblem(since.path, 'episodes-overlap', OVERLAP)];
}

function notInFuture({ path, at }: StatedTime, now: Date): ReferralProblem[] {
  if (at === undefined || !isInFuture(at, now)) return [];
  const message = 'This time is in the future. Give the time at which it happened, with its offset from UTC.';
  return [fieldProblem(path, 'time-in-future', message)];
}

/** Reports the later of two times in the wrong order. The schema reports a time that cannot be read. */
function inOrder(earlier: StatedTime, later: StatedTime): ReferralProblem[] {
  if (earlier.at === undefined || later.at === undefined) return [];
  if (!(Date.parse(later.at) < Date.parse(earlier.at))) return [];
  const before = earlier.path.join('.');
  return [fieldProblem(later.path, 'times-out-of-order', `This time is before ${before}. Correct the wrong one of the two.`)];
}
