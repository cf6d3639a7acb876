import type { StatedEthnicitySet } from '#libs/contracts';

import type { CodeSet } from './code-set.js';
import { ASSESSMENT_FACTOR, HARM, PRIMARY_NEED } from './data/census.js';
import {
  ETHNICITY_16_PLUS_1, ETHNICITY_18_PLUS_1, ETHNICITY_DFE, ETHNICITY_NHS, ETHNICITY_NOT_STATED_REASON, ETHNICITY_PERCEIVED,
} from './data/ethnicity.js';
import {
  CONCERN_TYPE, DECISION, FEEDBACK_OUTCOME, FLAG, MISSING_RISK_LEVEL, REDIRECTION_REASON, REFUSAL_REASON, RISK_GRADE, WHERE_CHILD_SEEN,
} from './data/exchange.js';
import { FORCE } from './data/forces.js';

/** Every code set that the exchange holds, in every version. */
export const CODE_SETS: readonly CodeSet[] = [
  ETHNICITY_18_PLUS_1,
  ETHNICITY_16_PLUS_1,
  ETHNICITY_NOT_STATED_REASON,
  ETHNICITY_PERCEIVED,
  ETHNICITY_DFE,
  ETHNICITY_NHS,
  HARM,
  ASSESSMENT_FACTOR,
  PRIMARY_NEED,
  CONCERN_TYPE,
  FLAG,
  RISK_GRADE,
  MISSING_RISK_LEVEL,
  DECISION,
  REFUSAL_REASON,
  REDIRECTION_REASON,
  FEEDBACK_OUTCOME,
  WHERE_CHILD_SEEN,
  FORCE,
];

/** The version of a code set for new records on a day (ISO local date); undefined if there is none. */
export function codeSetOn(id: string, day: string, sets: readonly CodeSet[] = CODE_SETS): CodeSet | undefined {
  return sets.find((set) => set.id === id && set.effectiveFrom <= day && (set.effectiveTo === undefined || day <= set.effectiveTo));
}

/** Whether a code is one of its list. Any version of the list is accepted, because an agency may record in an older one. */
export function isEthnicityCode(namespace: StatedEthnicitySet, code: string): boolean {
  return CODE_SETS.some(({ id, codes }) => id === namespace && codes.some((entry) => entry.code === code));
}
