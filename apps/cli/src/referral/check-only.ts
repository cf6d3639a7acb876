import { checkSubmission, type SubmissionRefusal } from '#libs/agreements';
import { PROBLEMS, type SubmitReferralRequest } from '#libs/contracts';
import { systemClock } from '#libs/kernel';

import { CommandFailed } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { identityFor } from '../connection/identity.js';
import { partnershipFile } from '../connection/partnership-file.js';
import { partnershipOf } from '../connection/with-kafka.js';
import { counted } from '../terminal/words.js';

const NOT_CHECKED = {
  'idempotency-key': 'Not checked: whether its idempotency key was used before, and whether it was published already. Only the publisher knows that.',
  sender: 'Not checked: whether you may send for this force, because your organisation is unknown. Give --as-organisation.',
} as const;

/**
 * Checks a referral as the publisher would, with the partnership file and without a server. A refusal has the code, the text and the pointers
 * of the publisher's answer.
 *
 * @throws CommandFailed with that refusal.
 */
export async function checkOnly(session: Session, content: SubmitReferralRequest, named: string | undefined): Promise<void> {
  const partnership = await partnershipOf(partnershipFile(session, named));
  const { organisation } = identityFor('police', session.claimed, session.sandbox?.identities ?? []);
  const checked = checkSubmission(partnership, organisation ?? content.referrer.force, content, systemClock.now());
  if (!checked.ok) throw new CommandFailed(refused(checked.error));
  const recipients = checked.value.map(({ agency, expectation }) => ({ agency, expectation }));
  const notChecked = [...(organisation === undefined ? ['sender' as const] : []), 'idempotency-key' as const];
  await session.output.result({ valid: true, recipients, notChecked }, [
    `The publisher would publish it to ${counted(recipients.length, 'agency', 'agencies')}: ${recipients.map(({ agency }) => agency).join(', ')}. Nothing was sent.`,
    ...notChecked.map((part) => NOT_CHECKED[part]),
  ]);
}

function refused({ code, detail, faults: errors }: SubmissionRefusal): CommandFailed['report'] {
  const { title, explanation, remedy } = PROBLEMS[code];
  return { exitCode: EXIT_CODES.failed, code, title, message: `${detail ?? `${explanation} ${remedy}`} Nothing was sent.`, ...(errors.length > 0 && { errors }) };
}
