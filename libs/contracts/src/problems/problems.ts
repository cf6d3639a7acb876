import { AGENCY_PROBLEMS } from './agency-problems.js';
import { AUDIT_PROBLEMS } from './audit-problems.js';
import { GENERAL_PROBLEMS } from './general-problems.js';
import { IDENTITY_PROBLEMS } from './identity-problems.js';
import type { ProblemDefinition } from './problem-definition.js';
import { PUBLISHER_PROBLEMS } from './publisher-problems.js';

export type { ProblemDefinition } from './problem-definition.js';

/** Codes are stable, because programs act on them. A code is never reused for another meaning. */
const definitions = { ...GENERAL_PROBLEMS, ...IDENTITY_PROBLEMS, ...PUBLISHER_PROBLEMS, ...AGENCY_PROBLEMS, ...AUDIT_PROBLEMS } as const;

export type ProblemCode = keyof typeof definitions;

/** Every problem that the exchange answers with, by code. */
export const PROBLEMS = Object.fromEntries(
  Object.entries(definitions).map(([code, definition]) => [code, { code, ...definition }]),
) as unknown as { readonly [Code in ProblemCode]: ProblemDefinition & { readonly code: Code } };

/** Path of the page that explains a problem; the `type` of its problem document. */
export function problemType(code: ProblemCode): string {
  return `/problems/${code}`;
}
