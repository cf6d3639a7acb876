import { jsonSchemaOf, ReferralContent, type InboxProgress, type StatedRung } from '#libs/contracts';

import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';
import { describeObject, fieldOrderOf } from '../terminal/describe.js';
import { tableOf, type Column } from '../terminal/table.js';
import { readableTime } from '../terminal/time.js';
import { describeVerdict, noticeLines } from './notices.js';

const STATED: readonly Column<StatedRung>[] = [
  { heading: 'RUNG', value: ({ rung }) => rung },
  { heading: 'AT', value: ({ at }) => readableTime(at) },
  { heading: 'BY', value: ({ by }) => by ?? 'the machine' },
  { heading: 'WITH', value: ({ redirectedTo, decision, feedback, reasonCode, duplicateOf, isRepeat }) =>
    [redirectedTo, decision, feedback, reasonCode, duplicateOf, isRepeat === true ? 'again, the first answer counts' : undefined].filter(Boolean).join(', ') },
  { heading: 'COUNTS', value: ({ verdict, code }) => (verdict === undefined ? undefined : describeVerdict({ verdict, ...(code !== undefined && { code }) })) },
];

/** Shows the content of a referral. No other command prints personal data, except `referral status --json`, which has the codes of ethnicity. */
export async function openReferral(session: Session, agency: string | undefined, referralId: string): Promise<void> {
  const { output } = session;
  const opened = await answer(session.node(agency).POST('/v1/inbox/{referralId}/openings', { params: { path: { referralId } } }));
  const { marking, force, purpose, expectation, agreement, receivedAt, progress, view, notices, recordedEthnicities = [] } = opened;
  await output.result(opened, [
    output.paint(marking, 'bold'),
    `Referral ${referralId} from ${force}, received ${readableTime(receivedAt) ?? ''}`,
    `Shared for ${purpose}, under agreement ${agreement.id} version ${agreement.version}. Asked to ${expectation}.`,
    '',
    // In the order of the contract, because a database keeps fields in an order of its own.
    ...describeObject(view, fieldOrderOf(jsonSchemaOf(ReferralContent))),
    ...recordedEthnicities.map(({ namespace, code, recordedBy, recordedAt }) =>
      `Ethnicity as stated here: ${code} (${namespace}), recorded by ${recordedBy}, ${readableTime(recordedAt) ?? recordedAt}`),
    '',
    ...progressLines(progress, output.width),
    ...noticeLines(notices),
  ]);
}

/** The rung that the agency has reached, and every rung that led there. */
export function progressLines({ rung, rungs }: InboxProgress, width: number | undefined): readonly string[] {
  return [`It is on the rung ${rung}:`, ...tableOf(STATED, rungs, width)];
}
