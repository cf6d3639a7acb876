import type { DemoRole, SandboxIdentity } from '#libs/local-services';

import type { Caller } from './http-client.js';

/** What is known of who calls: from the command line, the environment, or nowhere. */
export interface ClaimedIdentity {
  readonly organisation: string | undefined;
  readonly person: string | undefined;
}

/**
 * Who a command acts as: what was said, completed from the sandbox's demo identities. A person is completed only for
 * the organisation that was said, so that nobody signs for another organisation by accident.
 */
export function identityFor(role: DemoRole, claimed: ClaimedIdentity, identities: readonly SandboxIdentity[]): Caller {
  const { organisation, person } = claimed;
  const fitting = identities.find((each) => (organisation === undefined ? each.role === role : each.organisation === organisation));
  return { organisation: organisation ?? fitting?.organisation, person: person ?? fitting?.person };
}

/**
 * The agency a practitioner's command is for: the one named, else the caller's own, else the first of the sandbox.
 *
 * @returns undefined when nothing says which.
 */
export function agencyFor(named: string | undefined, claimed: ClaimedIdentity, agencies: readonly string[]): string | undefined {
  return named ?? claimed.organisation ?? agencies[0];
}
