import { type NamedPerson } from '#libs/access';
import type { OpenedReferral } from '#libs/contracts';
import type { Outcome } from '#libs/kernel';

import { noticesOf } from '../inbox/referral-notices.repository.js';
import { inboxProgress } from '../ladder/inbox-progress.js';
import type { StepProblem, TakeStep } from '../ladder/take-step.js';
import { recordsOf } from '../record-ethnicity/recorded-ethnicity.repository.js';
import { readContent, readUpdates } from './content.repository.js';

/** Shows a referral to a person. The opening and its receipt are durable before any content is shown. */
export class OpenReferral {
  constructor(
    private readonly steps: TakeStep,
    private readonly agency: string,
  ) {}

  /** A second look by the same person makes no second receipt. A colleague's first look makes its own. */
  async open(referralId: string, by: NamedPerson): Promise<Outcome<OpenedReferral, StepProblem>> {
    return this.steps.takeAndRead(referralId, by, { kind: 'open', person: by.person }, async (transaction, progress) => {
      const { force, purpose, agreementId, agreementVersion, expectation, marking, version, view, withdrawnAt } = await readContent(transaction, referralId);
      const updates = await readUpdates(transaction, referralId);
      const ethnicities = await recordsOf(transaction, referralId);
      const notices = (await noticesOf(transaction, [referralId], { agency: this.agency, withEnded: true })).get(referralId);
      return {
        referralId,
        hop: progress.hop,
        force,
        agreement: { id: agreementId, version: agreementVersion },
        purpose,
        expectation,
        marking,
        receivedAt: progress.receivedAt.toISOString(),
        ...(withdrawnAt !== null && { withdrawnAt: withdrawnAt.toISOString() }),
        progress: inboxProgress(progress),
        version,
        ...(updates.length > 0 && { updates }),
        ...(notices !== undefined && { notices }),
        ...(ethnicities.length > 0 && { recordedEthnicities: ethnicities }),
        view,
      };
    });
  }
}
