import type { DemoRole, SandboxIdentity } from '#libs/local-services';

/** The caller of a request; both optional, because health and metrics need no caller. */
export interface Caller {
  readonly organisation: string | undefined;
  readonly person: string | undefined;
}

/**
 * The caller of a command: the one that the command line or the environment claims, completed from the sandbox's demo identities. A person is completed only for the
 * claimed organisation, so that no request is signed for another organisation by accident: the one with the role, else its first one.
 */
export function identityFor(role: DemoRole, claimed: Caller, identities: readonly SandboxIdentity[]): Caller {
  const { organisation, person } = claimed;
  const possible = organisation === undefined ? identities : identities.filter((each) => each.organisation === organisation);
  const fitting = possible.find((each) => each.role === role) ?? (organisation === undefined ? undefined : possible[0]);
  return { organisation: organisation ?? fitting?.organisation, person: person ?? fitting?.person };
}

/**
 * The agency of a practitioner's command: the one named, else the caller's own, else the first of the sandbox.
 *
 * @returns undefined when there is none of these.
 */
export function agencyFor(named: string | undefined, claimed: Caller, agencies: readonly string[]): string | undefined {
  return named ?? claimed.organisation ?? agencies[0];
}
