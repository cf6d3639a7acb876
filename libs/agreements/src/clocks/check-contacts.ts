import type { EscalationChain } from '#libs/safeguarding';

import { CONTACT_ROLES, type Agency, type ContactRole } from '../model/partnership.js';
import type { PolicyProblem } from './policy-problem.js';

/**
 * Checks an agency's contacts: one for every role that its chains call, and no person in two roles, because a chain with a gap
 * reaches no person and a second call of the same person is no escalation. An agency without contacts is called by its role alone,
 * and finds the person itself.
 */
export function checkContacts(agencies: readonly Agency[], { chains }: { readonly chains: readonly EscalationChain[] }): PolicyProblem[] {
  return agencies.flatMap(({ id, kind, escalation }, index) => {
    const at = { file: 'partnership', path: ['agencies', index, 'escalation'] } as const;
    if (Object.keys(escalation).length === 0) return [];
    const holes = rolesCalled(kind, chains).filter((role) => escalation[role] === undefined);
    const named = CONTACT_ROLES.flatMap((role) => escalation[role] ?? []);
    return [
      ...holes.map((role) => ({ ...at, message: `${id} names contacts, but none as ${role}, a role that a deadline of its kind calls. Name one, or leave escalation out.` })),
      ...(new Set(named).size === named.length
        ? []
        : [{ ...at, message: `${id} has one person in two roles, so that two steps would call the same person. Name another for one of them.` }]),
    ];
  });
}

/** The chains that can call an agency, by its kind. */
const CHAINS_OF_KIND: Readonly<Record<Agency['kind'], readonly string[]>> = {
  'childrens-social-care': ['la-acknowledgement', 'hub', 'child-protection-process', 'return-interview', 'school-notice', 'no-holder'],
  school: ['school-notice'],
  health: [],
  probation: [],
};

function rolesCalled(kind: Agency['kind'], chains: readonly EscalationChain[]): readonly ContactRole[] {
  const own = chains.filter(({ id }) => CHAINS_OF_KIND[kind].includes(id));
  const called = new Set<string>(own.flatMap(({ warn, steps }) => [warn, ...steps.map(({ role }) => role)]));
  return CONTACT_ROLES.filter((role) => called.has(role));
}
