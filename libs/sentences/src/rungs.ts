import type { RungReached } from '#libs/contracts';

import { DECLINED, inWords, MARKS, RUNG_STATES, textOf } from './codes.js';
import type { Times } from './times.js';

/** A rung in the status of the force, with its person, its codes and its time: "refused (sw-0142: not our area)". */
export function rungPhrase({ rung, by, reasonCode, decision, redirectedTo, duplicateOf, outcome, feedback, openedAt, repeatedBy = [], marks = [] }: RungReached, times: Times): string {
  const more = [
    by === undefined ? undefined : `by ${by}`,
    redirectedTo === undefined ? undefined : `to ${redirectedTo}`,
    ...[decision, feedback, reasonCode].map((code) => (code === undefined ? undefined : inWords(code))),
    duplicateOf === undefined ? undefined : `of ${duplicateOf}`,
    outcome === undefined || outcome === 'forwarded' ? outcome : `not followed: ${textOf(DECLINED, outcome)}`,
    openedAt === undefined ? undefined : `read by the force ${times.at(openedAt)}`,
    ...repeatedBy.map((repeated) => `again by ${repeated.by}`),
    ...marks.map((mark) => textOf(MARKS, mark)),
  ].filter((text) => text !== undefined);
  return more.length === 0 ? RUNG_STATES[rung] : `${RUNG_STATES[rung]} (${more.join(', ')})`;
}
