import type { SubmitReferralRequest } from '#libs/contracts';
import { isInFuture } from '#libs/kernel';

import { fieldProblem, type Path, type ReferralProblem } from './problem.js';

interface StatedTime {
  readonly path: Path;
  readonly at: string | undefined;
}

/**
 * Checks the order of events. Inspectors ask for the delay between report, grade and assessment, so contradicting times are
 * refused instead of measured.
 */
export function checkTimes(content: SubmitReferralRequest, now: Date): ReferralProblem[] {
  const { incident, risk, missingEpisode: missing } = content;
  const occurred = { path: ['incident', 'occurredAt'], at: incident.occurredAt };
  const reported = { path: ['incident', 'reportedAt'], at: incident.reportedAt };
  const assessed = { path: ['incident', 'assessedAt'], at: incident.assessedAt };
  const graded = { path: ['risk', 'gradedAt'], at: risk.gradedAt };
  const missingSince = { path: ['missingEpisode', 'missingSince'], at: missing?.missingSince };
  const reportedMissing = { path: ['missingEpisode', 'reportedAt'], at: missing?.reportedAt };
  const found = { path: ['missingEpisode', 'foundAt'], at: missing?.foundAt };
  const informed = { path: ['missingEpisode', 'informationObtainedAt'], at: missing?.informationObtainedAt };
  const all = [occurred, reported, assessed, graded, missingSince, reportedMissing, found, informed];
  return [
    ...all.flatMap((time) => notInFuture(time, now)),
    ...inOrder(occurred, reported),
    ...inOrder(reported, assessed),
    ...inOrder(reported, graded),
    ...inOrder(missingSince, reportedMissing),
    // A child may be back before the report to the police, so the time of being found is compared only with going missing.
    ...inOrder(missingSince, found),
  ];
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
