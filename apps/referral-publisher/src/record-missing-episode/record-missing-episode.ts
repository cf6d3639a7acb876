import { assertionOf } from '#libs/access';
import {
  MissingEpisodeRecordedContract, ReferralMissingEpisodeUpdatedContract, type ChangeRecorded, type MissingEpisodeEventRequest,
  type ReferralContent, type ReferredChild, type ReferredEpisode,
} from '#libs/contracts';
import { isInFuture, success, type Outcome } from '#libs/kernel';
import { checkReferral, childNamed, episodeNamed } from '#libs/safeguarding';

import { refuse, type ChangeProblem } from '../change-referral/change-problem.js';
import { referralToChange, type ChangeCommand, type Changes } from '../change-referral/changes.js';
import { planUpdate } from '../change-referral/plan-update.js';
import type { UpdateReferral } from '../change-referral/update-referral.js';
import { newEpisode, storedPointer } from '../given-ids.js';
import { lifecycleEvent } from '../publish-event.js';
import { mayKnowOf, visibleTo } from './episode-views.js';
import { episodeAfter, episodeReported, fitsEpisode } from './missing-episode.js';

export type RecordMissingEpisodeCommand = ChangeCommand & { readonly referralId: string; readonly request: MissingEpisodeEventRequest };

/** The child, and the episode of the child after the event. */
interface EpisodeAfter {
  readonly child: ReferredChild;
  readonly episode: ReferredEpisode;
}

/** Records an event of a missing episode of one child, and notifies each agency that may see the episode. Codes and times only. */
export class RecordMissingEpisode {
  constructor(
    private readonly changes: Changes,
    private readonly updates: UpdateReferral,
  ) {}

  async record(command: RecordMissingEpisodeCommand): Promise<Outcome<ChangeRecorded, ChangeProblem>> {
    const { organisation: force, referralId, request, person, correlationId } = command;
    const { missingSince: _, childId: __, episodeId: ___, ...stated } = request;
    return this.changes.record<ChangeRecorded>(command, async (transaction, recording) => {
      const found = await referralToChange(transaction, command);
      if (!found.ok) return found;
      const referral = found.value;
      const after = afterEvent(referral.content, request);
      if (!after.ok) return after;
      const { child: { childId }, episode: { episodeId } } = after.value;
      const content = withEpisode(referral.content, after.value);
      const broken = brokenBy(content, childId, recording.at);
      const future = isInFuture(request.at, recording.at) ? [IN_FUTURE] : [];
      if (broken.length + future.length > 0) return refuse('REF-012', { errors: [...broken, ...future], detail: 'The event contradicts what is on record; errors[] names the places of it.' });
      const updateId = recording.changeId;
      const ids = { childId, episodeId };
      const plan = planUpdate(this.updates.partnership, referral, content, recording.at, (view) => mayKnowOf(request.kind, ids, view));
      const updated = await this.updates.apply(transaction, { referral, content, plan, recording, correlationId }, (notified, copy) => ({
        contract: ReferralMissingEpisodeUpdatedContract,
        data: { referralId, updateId, force, recipient: notified.holder.agency, ...ids, ...visibleTo(notified, ids, stated), issuedAt: recording.recordedAt, copy },
      }));
      const { recipients, notNotified, context, messages, answer } = updated;
      const fact = lifecycleEvent(MissingEpisodeRecordedContract, context, {
        referralId, updateId, force, ...ids, ...stated, ...(person !== undefined && { recordedBy: person, ...assertionOf(command) }), recordedAt: recording.recordedAt, recipients,
        ...notNotified,
      });
      const details = { ...ids, event: request.kind, happenedAt: request.at, ...(request.riskLevel !== undefined && { riskLevel: request.riskLevel }) };
      return success({ answer: { ...answer, ...ids }, recipients, details, messages: [fact, ...messages] });
    });
  }
}

const IN_FUTURE = { pointer: '/at', code: 'time-in-future', message: 'This time is in the future. Give the time at which it happened, with its offset from UTC.' };
const NAMES_A_NEW_ONE = {
  pointer: '/episodeId', code: 'unknown-episode', message: 'A report begins a new missing episode, to which the exchange gives an id. Leave episodeId out.',
};

function afterEvent({ children }: ReferralContent, request: MissingEpisodeEventRequest): Outcome<EpisodeAfter, ChangeProblem> {
  const { kind, childId, episodeId } = request;
  if (kind === 'reported') {
    if (episodeId !== undefined) return refuse('REF-021', { errors: [NAMES_A_NEW_ONE] });
    const named = childNamed(children, childId);
    if (!named.ok) return refuse('REF-021', { errors: named.error });
    const reported = episodeReported(named.value.missingEpisodes ?? [], request);
    return reported.ok ? success({ child: named.value, episode: newEpisode(reported.value) }) : refuse('REF-012', { detail: reported.error });
  }
  const named = episodeNamed<ReferredEpisode, ReferredChild>(children, request, (episode) => fitsEpisode(kind, episode));
  if (!named.ok) {
    const [first] = named.error;
    return first?.code === 'no-episode' ? refuse('REF-012', { detail: first.message }) : refuse('REF-021', { errors: named.error });
  }
  const after = episodeAfter(named.value.episode, request);
  return after.ok ? success({ child: named.value.child, episode: after.value }) : refuse('REF-012', { detail: after.error });
}

/** The content with the episode in place of its earlier state, or as the last one of the child. Every other child stays as it is. */
function withEpisode(content: ReferralContent, { child: { childId }, episode }: EpisodeAfter): ReferralContent {
  const children = content.children.map((child) => {
    if (child.childId !== childId) return child;
    const before = child.missingEpisodes ?? [];
    const isKnown = before.some(({ episodeId }) => episodeId === episode.episodeId);
    return { ...child, missingEpisodes: isKnown ? before.map((each) => (each.episodeId === episode.episodeId ? episode : each)) : [...before, episode] };
  });
  return { ...content, children };
}

/** The rules that the episodes of the child break now. */
function brokenBy(content: ReferralContent, childId: string, at: Date) {
  return checkReferral(content, at)
    .map((problem) => ({ ...problem, pointer: storedPointer(content, problem.pointer) }))
    .filter(({ pointer }) => pointer.startsWith(`/children/${childId}/missingEpisodes/`));
}
