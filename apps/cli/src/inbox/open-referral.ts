import { jsonSchemaOf, SubmitReferralRequest, type OpenedReferral } from '#libs/contracts';

import type { ExitCode } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { describeObject, fieldOrderOf } from '../terminal/describe.js';
import { readableTime } from '../terminal/time.js';
import { standingLines, type AgencyOption } from './take-step.js';

/** Shows the content: the one command that prints personal data, because that is what it is for. */
export async function openReferral(session: Session, { agency }: AgencyOption, referralId: string): Promise<ExitCode | undefined> {
  const opened = await session.inbox(agency).json<OpenedReferral>('GET', `/v1/inbox/${referralId}`);
  const { marking, force, purpose, expectation, agreement, receivedAt, standing, view } = opened;
  await session.output.document(opened);
  await session.output.lines(
    session.output.paint(marking, 'bold'),
    `Referral ${referralId} from ${force}, received ${readableTime(receivedAt) ?? ''}`,
    `Shared for ${purpose}, under agreement ${agreement.id} version ${agreement.version}. Asked to ${expectation}.`,
    '',
    // As the force wrote it: a database keeps fields in an order of its own.
    ...describeObject(view, fieldOrderOf(jsonSchemaOf(SubmitReferralRequest))),
    '',
    ...standingLines(standing),
  );
  return undefined;
}
