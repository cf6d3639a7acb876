/** The child and the missing episode that an event, a clock or a change is about, by their ids within the referral. */
export interface Subject {
  readonly childId?: string | undefined;
  readonly episodeId?: string | undefined;
}

/** `, about child 7f0d…, missing episode 1b2c…`; empty where it is about the referral as a whole. */
export function aboutChild({ childId, episodeId }: Subject): string {
  return [childId === undefined ? '' : `, about child ${childId}`, episodeId === undefined ? '' : `, missing episode ${episodeId}`].join('');
}

/** `child 7f0d… (missing episode 1b2c…)`, as the subject of a sentence. */
export function childNamed({ childId, episodeId }: Subject): string {
  return `${childId === undefined ? 'a child' : `child ${childId}`}${episodeId === undefined ? '' : ` (missing episode ${episodeId})`}`;
}
