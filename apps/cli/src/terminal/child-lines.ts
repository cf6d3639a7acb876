import type { ChildFacts } from '#libs/contracts';
import { inWords, type Times } from '#libs/sentences';

/** The children by their ids within the referral, each with its missing episodes. Later commands name both. */
export function childLines(children: readonly ChildFacts[], times: Times): readonly string[] {
  return children.flatMap(({ childId, area, missingEpisodes = [] }) => [
    `child ${childId}, area ${area}`,
    ...missingEpisodes.map(({ episodeId, missingSince, riskLevel, foundAt }) =>
      `  missing episode ${episodeId}: missing since ${times.at(missingSince)}, risk ${inWords(riskLevel)}, ${foundAt === undefined ? 'STILL MISSING' : `found ${times.at(foundAt)}`}`),
  ]);
}
