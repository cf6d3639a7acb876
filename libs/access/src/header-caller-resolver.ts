import { failure, ID_PATTERN, success, type Outcome } from '#libs/kernel';

import { CallerResolver, type Caller, type CallerProblem, type RequestHeaders } from './caller.js';

export const ORGANISATION_HEADER = 'exchange-organisation';
export const PERSON_HEADER = 'exchange-person';

/** The form excludes spaces, so that a full name is refused instead of stored and published as a reference. */
const PERSON = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const ORGANISATION_MAX_LENGTH = 64;

/**
 * Believes the headers `exchange-organisation` and `exchange-person`. It checks only their form, so any caller that reaches the
 * port can claim any identity. Servers therefore listen on 127.0.0.1 by default, and a wider address belongs behind a gateway
 * that sets these headers itself, until callers authenticate with tokens.
 */
export class HeaderCallerResolver extends CallerResolver {
  resolve(headers: RequestHeaders): Outcome<Caller, CallerProblem> {
    const organisation = headers[ORGANISATION_HEADER];
    // Node joins repeated headers with ", ", which fits neither form: two callers at once are refused.
    if (typeof organisation !== 'string' || organisation.length > ORGANISATION_MAX_LENGTH || !ID_PATTERN.test(organisation)) {
      return failure('GEN-007');
    }
    const person = headers[PERSON_HEADER];
    if (person === undefined || person === '') return success({ organisation });
    return typeof person === 'string' && PERSON.test(person) ? success({ organisation, person }) : failure('GEN-008');
  }
}
