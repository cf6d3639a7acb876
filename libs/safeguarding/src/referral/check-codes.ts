import type { SubmitReferralRequest } from '#libs/contracts';

import { toLocalTime } from '../calendars/local-time.js';
import type { CodeSet } from '../reference-data/code-set.js';
import { CODE_SETS, codeSetOn } from '../reference-data/code-sets.js';
import { ETHNICITY_18_PLUS_1, ETHNICITY_NOT_STATED_REASON, ETHNICITY_PERCEIVED } from '../reference-data/data/ethnicity.js';
import { lookUpCode } from '../reference-data/look-up.js';
import { fieldProblem, type Path, type ReferralProblem } from './problem.js';

/**
 * Checks that ethnicity codes are in the list of their field. The schema checks the closed lists of the contract (harm, flags,
 * grades, …). Census factors are not checked, because their list is an extract.
 *
 * @param sets the known code sets, in all their versions
 */
export function checkCodes(
  { children }: SubmitReferralRequest,
  now: Date,
  sets: readonly CodeSet[] = CODE_SETS,
): ReferralProblem[] {
  const { date: today } = toLocalTime(now.getTime());
  const wrong = (path: Path, set: CodeSet, code: string | undefined): ReferralProblem[] =>
    wrongCode(path, set.id, code, today, sets);
  return children.flatMap(({ selfDefinedEthnicity: stated, perceivedEthnicity: perceived }, index) => {
    const path = ['children', index];
    const isCopied = stated !== undefined && stated.code === perceived?.code;
    return [
      ...(isCopied ? [] : wrong([...path, 'selfDefinedEthnicity', 'code'], ETHNICITY_18_PLUS_1, stated?.code)),
      ...wrong([...path, 'selfDefinedEthnicity', 'reasonNotStated'], ETHNICITY_NOT_STATED_REASON, stated?.reasonNotStated),
      ...(isCopied ? [] : wrong([...path, 'perceivedEthnicity', 'code'], ETHNICITY_PERCEIVED, perceived?.code)),
    ];
  });
}

function wrongCode(
  path: Path,
  setId: string,
  code: string | undefined,
  today: string,
  sets: readonly CodeSet[],
): ReferralProblem[] {
  const set = codeSetOn(setId, today, sets);
  // No version of the list is in force: a fault of the exchange's own data, for whose repair no child should wait.
  if (code === undefined || set === undefined) return [];
  const found = lookUpCode(set, code, path.slice(2).join('.'), today, sets);
  if (found.ok || found.error.code === 'unlisted-code') return [];
  return [fieldProblem(path, found.error.code, found.error.message)];
}
