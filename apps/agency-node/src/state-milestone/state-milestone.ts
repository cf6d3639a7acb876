import { assertionOf, type NamedPerson } from '#libs/access';
import {
  encodeEvent, MilestoneStatedContract, RETURN_INTERVIEW_MILESTONES, type MilestoneRequest, type MilestoneResponse, type ReferralView,
} from '#libs/contracts';
import { failure, isInFuture, success, type Outcome } from '#libs/kernel';
import { statement } from '#libs/persistence';
import { childNamed, episodeNamed } from '#libs/safeguarding';

import type { NodeIdentity } from '../node-identity.js';
import { readContent } from '../open-referral/content.repository.js';
import { copyOf, isAccepted, type AgencyRecords, type RecordProblem } from '../agency-records/agency-record.js';

const LAST = statement(
  'node-last-milestone',
  `SELECT receipt_id, at, person, occurred_at FROM milestone WHERE referral_id = $1 AND kind = $2 AND child_id = $3 AND episode_id IS NOT DISTINCT FROM $4::uuid ORDER BY occurred_at DESC, receipt_id DESC LIMIT 1`,
);
const INSERT = statement(
  'node-insert-milestone',
  'INSERT INTO milestone (receipt_id, referral_id, kind, at, person, occurred_at, child_id, episode_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
);

/** The child that a milestone is about, and its missing episode, for a return interview. */
type Subject = Pick<MilestoneResponse, 'childId' | 'episodeId'>;

interface MilestoneRow {
  readonly receipt_id: string;
  readonly at: Date;
  readonly person: string;
  readonly occurred_at: Date;
}

/**
 * Records a milestone: the work that an agency did about a child, with its time, which starts or ends a clock. A milestone may be stated
 * again with another time. The latest statement counts, and all are kept. Each is about one child, because a conference or an assessment of
 * one sibling must never read as one of the other.
 */
export class StateMilestone {
  constructor(
    private readonly records: AgencyRecords,
    private readonly node: NodeIdentity,
  ) {}

  async state(referralId: string, by: NamedPerson, request: MilestoneRequest): Promise<Outcome<MilestoneResponse, RecordProblem>> {
    const { kind, at } = request;
    return this.records.record<MilestoneResponse>(referralId, async (transaction, referral, { receiptId, correlationId, at: now, occurredAt }) => {
      if (!isAccepted(referral)) {
        return failure({ code: 'ACK-002', message: 'The referral must be accepted before work on it can be stated.' });
      }
      if (isInFuture(at, now)) return failure({ code: 'ACK-011', message: 'The time of the milestone is in the future.' });
      const about = subjectOf((await readContent(transaction, referralId)).view, request);
      if (!about.ok) return about;
      const { childId, episodeId = null } = about.value;
      const { rows: [last] } = await transaction.run<MilestoneRow>(LAST, [referralId, kind, childId, episodeId]);
      if (last?.at.getTime() === Date.parse(at)) return success({ answer: statedBefore(request, about.value, last) });
      await transaction.run(INSERT, [receiptId, referralId, kind, at, by.person, occurredAt, childId, episodeId]);
      const { agency, topics, source } = this.node;
      const message = encodeEvent(MilestoneStatedContract, {
        topic: topics.acknowledgement(agency), key: referral.caseKey, id: receiptId, source, subject: referralId, time: occurredAt, correlationId,
        data: { receiptId, eventType: MilestoneStatedContract.type, referralId, agency, ...copyOf(referral), kind, ...about.value, at, actor: by.person, ...assertionOf(by), occurredAt },
      });
      return success({ answer: { receiptId, kind, ...about.value, at: new Date(at).toISOString(), statedBy: by.person, statedAt: occurredAt }, message });
    });
  }
}

function subjectOf({ children = [] }: ReferralView, { kind, childId, episodeId }: MilestoneRequest): Outcome<Subject, RecordProblem> {
  if (RETURN_INTERVIEW_MILESTONES.includes(kind)) {
    const named = episodeNamed(children, { childId, episodeId }, ({ foundAt }) => foundAt !== undefined);
    if (named.ok) return success({ childId: named.value.child.childId, episodeId: named.value.episode.episodeId });
    return failure({ code: 'ACK-011', message: 'The view has no such missing episode, or it can be one of several; errors[] names the possible ids.', errors: named.error });
  }
  if (episodeId !== undefined) return failure({ code: 'ACK-011', message: 'This step is about the child, and not about one missing episode. Leave episodeId out.' });
  const named = childNamed(children, childId);
  if (named.ok) return success({ childId: named.value.childId });
  return failure({ code: 'ACK-011', message: 'The view has no such child, or the step can be about one of several; errors[] names the possible ids. State it once for each child that it is about.', errors: named.error });
}

function statedBefore({ kind }: MilestoneRequest, about: Subject, { receipt_id: receiptId, at, person, occurred_at }: MilestoneRow): MilestoneResponse {
  return { receiptId, kind, ...about, at: at.toISOString(), statedBy: person, statedAt: occurred_at.toISOString() };
}
