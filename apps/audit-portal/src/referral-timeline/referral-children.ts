import {
  CorrectionPublishedContract, MissingEpisodeRecordedContract, ReferralPublishedContract, type ChildFacts, type CorrectionPublished, type EpisodeFacts,
  type MissingEpisodeRecorded, type ReferralPublished,
} from '#libs/contracts';
import { statement, type Transaction } from '#libs/persistence';
import type { ChildrenKnown } from '#libs/safeguarding';

/** The facts that name the children as a whole, and the later events of missing episodes. Read from the log, which keeps the payload as it was sent. */
const FACTS = statement(
  'portal-timeline-children',
  `SELECT type, data FROM event WHERE referral_id = $1::uuid AND type = ANY ($2::text[]) ORDER BY event.recorded_at, event.event_id LIMIT 2000`,
);
const TYPES = [ReferralPublishedContract, CorrectionPublishedContract, MissingEpisodeRecordedContract].map(({ type }) => type);

type LoggedFact =
  | { readonly type: string; readonly data: ReferralPublished | CorrectionPublished }
  | { readonly type: string; readonly data: MissingEpisodeRecorded };

export interface RecordedChildren {
  /** The children as they are recorded now: ids, areas, codes and times. For readers who may see the whole referral. Empty before the publication is recorded. */
  readonly children: readonly ChildFacts[];
  /** The children since the publication and each correction, and the copies that show some of them only. */
  readonly known: readonly ChildrenKnown[];
}

export async function childrenOf(transaction: Transaction, referralId: string): Promise<RecordedChildren> {
  const { rows } = await transaction.run<LoggedFact>(FACTS, [referralId, TYPES]);
  return {
    children: rows.reduce<readonly ChildFacts[]>((children, { data }) => ('children' in data ? data.children : withEpisodeEvent(children, data)), []),
    known: rows.flatMap(({ data }): readonly ChildrenKnown[] => ('children' in data ? [childrenKnown(data)] : [])),
  };
}

function childrenKnown(fact: ReferralPublished | CorrectionPublished): ChildrenKnown {
  const children = fact.children.map(({ childId }) => childId);
  if ('publishedAt' in fact) return { at: withMicroseconds(fact.publishedAt), because: fact.referralId, children };
  const { correctedAt, updateId, shown } = fact;
  return { at: withMicroseconds(correctedAt), because: updateId, children, ...(shown !== undefined && { shown }) };
}

/** The form of the times of the projections, so that times compare as text. */
function withMicroseconds(time: string): string {
  return new Date(time).toISOString().replace('Z', '000Z');
}

/**
 * An event of a missing episode changes the episode of its child. An interview changes neither its times nor its risk. An event of an episode that
 * no recorded fact has begun leaves the child without a list, because the contract has no empty one.
 */
function withEpisodeEvent(children: readonly ChildFacts[], { childId, ...event }: MissingEpisodeRecorded): readonly ChildFacts[] {
  return children.map((child) => {
    if (child.childId !== childId) return child;
    const missingEpisodes = withEvent(child.missingEpisodes ?? [], event);
    return missingEpisodes.length === 0 ? child : { ...child, missingEpisodes };
  });
}

function withEvent(episodes: readonly EpisodeFacts[], { episodeId, kind, at, riskLevel }: Omit<MissingEpisodeRecorded, 'childId'>): readonly EpisodeFacts[] {
  const known = episodes.some((episode) => episode.episodeId === episodeId);
  const started = kind === 'reported' && !known && riskLevel !== undefined ? [...episodes, { episodeId, missingSince: at, reportedAt: at, riskLevel }] : episodes;
  return started.map((episode) => {
    if (episode.episodeId !== episodeId) return episode;
    const { foundAt, ...rest } = episode;
    const graded = { ...rest, ...(riskLevel !== undefined && { riskLevel }) };
    if (kind === 'found-in-error') return graded;
    const found = kind === 'found' ? at : foundAt;
    return { ...graded, ...(found !== undefined && { foundAt: found }) };
  });
}
