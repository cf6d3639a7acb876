import type { SubmitReferralRequest } from '#libs/contracts';
import type { Outcome } from '#libs/kernel';

import { toLocalTime } from '../calendars/local-time.js';
import { compact, type IdentifierProblem } from '../identifiers/identifier.js';
import { checkNhsNumber } from '../identifiers/nhs-number.js';
import { checkPncId } from '../identifiers/pnc-id.js';
import { checkUpn } from '../identifiers/upn.js';
import { checkUprn } from '../identifiers/uprn.js';
import { fieldProblem, type Path, type ReferralProblem } from './problem.js';

/** Checks identifiers, because one with a wrong check digit identifies another child, or none. A missing one is no problem. */
export function checkIdentifiers({ children }: SubmitReferralRequest, now: Date): ReferralProblem[] {
  const thisYear = Number(toLocalTime(now.getTime()).date.slice(0, 4));
  return children.flatMap(({ identifiers, address }, index) => {
    const path = ['children', index];
    return [
      ...wrong([...path, 'identifiers', 'nhsNumber'], identifiers?.nhsNumber, checkNhsNumber),
      ...wrong([...path, 'identifiers', 'upn'], identifiers?.upn, checkUpn),
      ...wrong([...path, 'identifiers', 'pncId'], identifiers?.pncId, (text) => checkPncId(text, thisYear)),
      ...wrong([...path, 'address', 'uprn'], address?.uprn, checkUprn),
    ];
  });
}

function wrong(
  path: Path,
  value: string | undefined,
  check: (text: string) => Outcome<unknown, IdentifierProblem>,
): ReferralProblem[] {
  if (value === undefined) return [];
  const outcome = check(value);
  return outcome.ok ? [] : [fieldProblem(path, outcome.error.code, outcome.error.message)];
}

/**
 * An identifier for comparison with others of its kind: in its normal form if it is valid, without spaces and hyphens otherwise.
 * Undefined for a placeholder, because it proves nothing about a child. Never stored, never sent.
 */
export function identify(kind: 'nhsNumber' | 'upn' | 'pncId', value: string): string | undefined {
  const checked = { nhsNumber: checkNhsNumber, upn: checkUpn, pncId: checkPncId }[kind](value);
  if (!checked.ok) return checked.error.code === 'placeholder-identifier' ? undefined : compact(value);
  return typeof checked.value === 'string' ? checked.value : checked.value.value;
}
