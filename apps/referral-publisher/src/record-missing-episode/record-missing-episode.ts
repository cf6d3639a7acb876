import type { Recipient } from '#libs/agreements';
import {
  MissingEpisodeRecordedV1Contract, ReferralMissingEpisodeUpdatedV1Contract, type ChangeRecorded, type MissingEpisodeEventRequest,
} from '#libs/contracts';
import { success, type Outcome } from '#libs/kernel';
import { checkReferral } from '#libs/safeguarding';

import { refuse, type ChangeProblem } from '../change-referral/change-problem.js';
import { referralToChange, type ChangeCommand, type Changes } from '../change-referral/changes.js';
import { planUpdate } from '../change-referral/plan-update.js';
import type { UpdateReferral } from '../change-referral/update-referral.js';
import { sayFact } from '../say.js';
import { episodeAfter } from './missing-episode.js';

export type RecordMissingEpisodeCommand = ChangeCommand & { readonly referralId: string; readonly request: MissingEpisodeEventRequest };

/** Records what happens in a missing episode, and tells everyone who may see the episode. Codes and times only. */
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
      const future = Date.parse(request.at) > recording.at.getTime() + CLOCK_SKEW_MS ? [IN_FUTURE] : [];
      if (broken.length + future.length > 0) return refuse('REF-012', { errors: [...broken, ...future], detail: 'The times of the episode contradict each other.' });
      const updateId = recording.changeId;
      const plan = planUpdate(this.updates.partnership, referral, content, recording.at, seesTheEpisode);
      const updated = await this.updates.apply(transaction, { referral, content, plan, recording, correlationId }, (told, copy) => ({
        contract: ReferralMissingEpisodeUpdatedV1Contract,
        data: { referralId, updateId, force, recipient: told.holder.agency, ...stated, issuedAt: recording.recordedAt, copy },
      }));
      const { recipients, notTold, saying, messages, answer } = updated;
      const fact = sayFact(MissingEpisodeRecordedV1Contract, saying, {
        referralId, updateId, force, ...stated, ...(person !== undefined && { recordedBy: person }), recordedAt: recording.recordedAt, recipients, ...notTold,
      });
      const details = { event: request.kind, happenedAt: request.at, ...(request.riskLevel !== undefined && { riskLevel: request.riskLevel }) };
      return success({ answer, recipients, details, messages: [fact, ...messages] });
    });
  }
}

const CLOCK_SKEW_MS = 5 * 60_000;
const IN_FUTURE = { pointer: '/at', code: 'time-in-future', message: 'This time is in the future. Give the time at which it happened, with its offset from UTC.' };

/** Interviews change nothing in the view, and whoever follows the episode has to know of them all the same. */
function seesTheEpisode({ fields }: Recipient): boolean {
  return fields.some((field) => field === 'missingEpisode' || field.startsWith('missingEpisode.'));
}
