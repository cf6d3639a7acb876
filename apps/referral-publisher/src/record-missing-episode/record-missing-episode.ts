import type { Recipient } from '#libs/agreements';
import {
  coversField, MissingEpisodeRecordedContract, ReferralMissingEpisodeUpdatedContract, type ChangeRecorded, type MissingEpisodeEventKind,
  type MissingEpisodeEventRequest,
} from '#libs/contracts';
import { isInFuture, success, type Outcome } from '#libs/kernel';
import { checkReferral } from '#libs/safeguarding';

import { refuse, type ChangeProblem } from '../change-referral/change-problem.js';
import { referralToChange, type ChangeCommand, type Changes } from '../change-referral/changes.js';
import { planUpdate, type NotifiedHolder } from '../change-referral/plan-update.js';
import type { UpdateReferral } from '../change-referral/update-referral.js';
import { lifecycleEvent } from '../publish-event.js';
import { episodeAfter } from './missing-episode.js';

export type RecordMissingEpisodeCommand = ChangeCommand & { readonly referralId: string; readonly request: MissingEpisodeEventRequest };

/** Records an event of a missing episode, and notifies each agency that may see the episode. Codes and times only. */
export class RecordMissingEpisode {
  constructor(
    private readonly changes: Changes,
    private readonly updates: UpdateReferral,
  ) {}

  async record(command: RecordMissingEpisodeCommand): Promise<Outcome<ChangeRecorded, ChangeProblem>> {
    const { organisation: force, referralId, request, person, correlationId } = command;
    const { missingSince: _, ...stated } = request;
    return this.changes.record<ChangeRecorded>(command, async (transaction, recording) => {
      const found = await referralToChange(transaction, command);
      if (!found.ok) return found;
      const referral = found.value;
      const after = episodeAfter(referral.content.missingEpisode, request);
      if (!after.ok) return refuse('REF-012', { detail: after.error });
      const content = { ...referral.content, missingEpisode: after.value };
      const broken = checkReferral(content, recording.at).filter(({ pointer }) => pointer.startsWith('/missingEpisode'));
      const future = isInFuture(request.at, recording.at) ? [IN_FUTURE] : [];
      if (broken.length + future.length > 0) return refuse('REF-012', { errors: [...broken, ...future], detail: 'The times of the episode contradict each other.' });
      const updateId = recording.changeId;
      const plan = planUpdate(this.updates.partnership, referral, content, recording.at, (recipient) => mayKnowOf(request.kind, recipient));
      const updated = await this.updates.apply(transaction, { referral, content, plan, recording, correlationId }, (notified, copy) => ({
        contract: ReferralMissingEpisodeUpdatedContract,
        data: { referralId, updateId, force, recipient: notified.holder.agency, ...visibleTo(notified, stated), issuedAt: recording.recordedAt, copy },
      }));
      const { recipients, notNotified, context, messages, answer } = updated;
      const fact = lifecycleEvent(MissingEpisodeRecordedContract, context, {
        referralId, updateId, force, ...stated, ...(person !== undefined && { recordedBy: person }), recordedAt: recording.recordedAt, recipients, ...notNotified,
      });
      const details = { event: request.kind, happenedAt: request.at, ...(request.riskLevel !== undefined && { riskLevel: request.riskLevel }) };
      return success({ answer, recipients, details, messages: [fact, ...messages] });
    });
  }
}

const IN_FUTURE = { pointer: '/at', code: 'time-in-future', message: 'This time is in the future. Give the time at which it happened, with its offset from UTC.' };

/** The field of the view that holds each event. Interviews are in none: an agency that may see the child's return is notified of them. */
const FIELD_OF: Readonly<Record<MissingEpisodeEventKind, string>> = {
  reported: 'missingEpisode.missingSince',
  'risk-level-set': 'missingEpisode.riskLevel',
  found: 'missingEpisode.foundAt',
  'prevention-interview-held': 'missingEpisode.foundAt',
  'return-interview-offered': 'missingEpisode.foundAt',
  'return-interview-held': 'missingEpisode.foundAt',
  'return-interview-declined': 'missingEpisode.foundAt',
};

function mayKnowOf(kind: MissingEpisodeEventKind, { fields }: Recipient): boolean {
  return fields.some((field) => coversField(field, FIELD_OF[kind]));
}

type Stated = Omit<MissingEpisodeEventRequest, 'missingSince'>;

/** The parts of an event that the recipient's own view of the episode shows, because the event must not show more than the view. */
function visibleTo({ view: { missingEpisode: seen } }: NotifiedHolder, { kind, at, riskLevel, informationSource, informationObtainedAt }: Stated): Stated {
  return {
    kind,
    at,
    ...(riskLevel !== undefined && seen?.riskLevel !== undefined && { riskLevel }),
    ...(informationSource !== undefined && seen?.informationFrom !== undefined && { informationSource }),
    ...(informationObtainedAt !== undefined && seen?.informationObtainedAt !== undefined && { informationObtainedAt }),
  };
}
