import type { AnchorRecord } from '#libs/safeguarding';

import type { ReferralFacts, Subject } from './fact.js';

/** The records about the return of one child from one episode. */
export interface KnownReturns {
  readonly subject: Required<Subject>;
  readonly records: readonly AnchorRecord[];
}

/**
 * Every record of a return, by episode, from wherever the exchange learnt it: the publication, a correction, and an event of the
 * episode. Each state of the children counts for every episode, because an episode or a child that it leaves out has been taken out.
 */
export function knownReturns({ known, returned }: Pick<ReferralFacts, 'known' | 'returned'>): readonly KnownReturns[] {
  const ofStates = known.flatMap(({ children }) => children.flatMap(({ childId, episodes }) => episodes.map(({ episodeId }) => ({ childId, episodeId }))));
  const ofEvents = returned.map(({ childId = '', episodeId = '' }) => ({ childId, episodeId }));
  const subjects = new Map([...ofStates, ...ofEvents].map((subject) => [`${subject.childId} ${subject.episodeId}`, subject]));
  return [...subjects.values()].map((subject) => ({
    subject,
    records: [
      ...known.map(({ recordedAt, messageId: because, children }): AnchorRecord => {
        const child = children.find(({ childId }) => childId === subject.childId);
        if (child === undefined) return { at: null, recordedAt, because, takenBack: 'child-removed' };
        const foundAt = child.episodes.find(({ episodeId }) => episodeId === subject.episodeId)?.foundAt;
        return foundAt === undefined ? { at: null, recordedAt, because, takenBack: 'child-not-returned' } : { at: foundAt, recordedAt, because };
      }),
      ...returned.filter(({ childId, episodeId }) => childId === subject.childId && episodeId === subject.episodeId)
        .map(({ recordedAt, messageId: because, at }): AnchorRecord =>
          at === null ? { at, recordedAt, because, takenBack: 'child-not-returned' } : { at, recordedAt, because }),
    ],
  }));
}
