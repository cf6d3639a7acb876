import { success, type Outcome } from '#libs/kernel';

import { FORCE } from '../reference-data/data/forces.js';
import { compact, malformed, type IdentifierProblem } from './identifier.js';

interface PoliceForce {
  readonly code: string;
  /** Null if the exchange's list, which is an extract, does not name the force. */
  readonly name: string | null;
}

/** Checks a police force code: two digits, with a leading zero. */
export function checkForceCode(text: string): Outcome<PoliceForce, IdentifierProblem> {
  const code = compact(text);
  if (!/^[0-9]{2}$/u.test(code)) return malformed('a police force code: two digits');
  return success({ code, name: FORCE.codes.find((each) => each.code === code)?.label ?? null });
}
