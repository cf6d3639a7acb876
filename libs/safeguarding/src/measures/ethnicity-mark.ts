import type { Child, EthnicityMark, NotStatedReason } from '#libs/contracts';
import { NOT_STATED_REASONS } from '#libs/contracts';

import { NOT_STATED, PERCEIVED_UNKNOWN, PLAUSIBLE_STATEMENTS } from './data/ethnicity-recording.js';

type Recorded = Pick<Child, 'selfDefinedEthnicity' | 'perceivedEthnicity'>;

/**
 * How a child's ethnicity was recorded, without the recorded code. Pure; the tables are data of this folder.
 *
 * `defaulted` marks the value that systems fill in by default: not stated, without a reason.
 */
export function ethnicityMarkOf({ selfDefinedEthnicity: stated, perceivedEthnicity: perceived }: Recorded): Omit<EthnicityMark, 'childId'> {
  const isStated = stated !== undefined && stated.code !== NOT_STATED;
  const reasonNotStated = isStated ? undefined : reasonOf(stated?.reasonNotStated);
  return {
    stated: stated === undefined ? 'absent' : isStated ? 'stated' : 'not-stated',
    ...(reasonNotStated !== undefined && { reasonNotStated }),
    perceived: perceived === undefined ? 'absent' : PERCEIVED_UNKNOWN.includes(perceived.code) ? 'unknown' : 'recorded',
    conflict: isStated && perceived !== undefined && contradicts(stated.code, perceived.code),
    defaulted: stated !== undefined && !isStated && reasonNotStated === undefined,
  };
}

function contradicts(stated: string, perceived: string): boolean {
  const plausible = PLAUSIBLE_STATEMENTS.perceived[perceived];
  return plausible !== undefined && !plausible.includes(stated);
}

function reasonOf(code: string | undefined): NotStatedReason | undefined {
  return NOT_STATED_REASONS.find((reason) => reason === code);
}
