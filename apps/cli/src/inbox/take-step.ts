import type { InboxStanding, StatedRung } from '#libs/contracts';

import type { ExitCode } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { tableOf, type Column } from '../terminal/table.js';
import { readableTime } from '../terminal/time.js';

export interface AgencyOption {
  readonly agency?: string;
}

const STATED: readonly Column<StatedRung>[] = [
  { heading: 'RUNG', value: ({ rung }) => rung },
  { heading: 'AT', value: ({ at }) => readableTime(at) },
  { heading: 'BY', value: ({ by }) => by ?? 'the machine' },
  {
    heading: 'WITH',
    value: ({ redirectedTo, decision, feedback, reasonCode }) => [redirectedTo, decision, feedback, reasonCode].filter(Boolean).join(', '),
  },
];

/** Takes one step of the ladder. The same step again is the same answer, so it may be repeated after a broken connection. */
export async function takeStep(
  session: Session,
  { agency }: AgencyOption,
  referralId: string,
  step: string,
  body: object,
): Promise<ExitCode | undefined> {
  const standing = await session.inbox(agency).json<InboxStanding>('PUT', `/v1/inbox/${referralId}/${step}`, { body });
  await session.output.document(standing);
  await session.output.lines(...standingLines(standing));
  return undefined;
}

/** Where the agency stands, and every rung that led there. */
export function standingLines({ rung, rungs }: InboxStanding): readonly string[] {
  return [`It stands on ${rung}:`, ...tableOf(STATED, rungs)];
}
