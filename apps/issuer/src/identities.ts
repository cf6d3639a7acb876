import { readFileSync } from 'node:fs';

import { StartupError } from '#libs/http-api';
import { SLUG_PATTERN } from '#libs/kernel';
import { DEMO_ROLES, STAFF_REFERENCE, type DemoRole } from '#libs/local-services';

/** A person of an organisation, as the page and the tokens have them. */
export interface Identity {
  readonly role: DemoRole;
  readonly organisation: string;
  readonly person: string;
}

/** The demo identities, and the organisations that they belong to. */
export class Identities {
  /** Of the first identity of an organisation. */
  private readonly roles: ReadonlyMap<string, DemoRole>;

  constructor(readonly all: readonly Identity[]) {
    this.roles = new Map(all.toReversed().map(({ organisation, role }) => [organisation, role]));
  }

  get organisations(): readonly string[] {
    return [...new Set(this.all.map(({ organisation }) => organisation))];
  }

  /** The organisations with a node, because their people are practitioners. */
  get agencies(): readonly string[] {
    return this.organisations.filter((organisation) => this.roles.get(organisation) === 'practitioner');
  }

  /**
   * The account of a person. Any staff reference of a known organisation is one, because a rehearsal needs more colleagues than the list has. Such a
   * colleague has the role of the organisation's first identity.
   *
   * @returns undefined for an unknown organisation, or a text that is no staff reference.
   */
  find(organisation: string, person: string): Identity | undefined {
    const listed = this.all.find((each) => each.organisation === organisation && each.person === person);
    const role = listed?.role ?? this.roles.get(organisation);
    return role === undefined || !STAFF_REFERENCE.test(person) ? undefined : { role, organisation, person };
  }

  /** The account with this id; see {@link accountIdOf}. */
  withAccountId(accountId: string): Identity | undefined {
    const [organisation = '', person = '', ...rest] = accountId.split('/');
    return rest.length === 0 ? this.find(organisation, person) : undefined;
  }
}

/** Staff references are unique within an organisation only, so an account has both parts. */
export function accountIdOf({ organisation, person }: Identity): string {
  return `${organisation}/${person}`;
}

/** Reads the file of demo identities: `{"identities": [{"role": "police", "organisation": "northshire-police", "person": "pc-2041"}]}`. */
export function readIdentities(file: string): Identities {
  const { identities } = (parsed(file) ?? {}) as { readonly identities?: unknown };
  if (!Array.isArray(identities) || identities.length === 0) throw unusable(file, 'has no list "identities"');
  const all = identities.map((each: unknown, index) => identity(each, file, index + 1));
  const twice = all.find((each, index) => all.findIndex((other) => accountIdOf(other) === accountIdOf(each)) !== index);
  if (twice !== undefined) throw unusable(file, `names a person of ${twice.organisation} twice`);
  // An agency has operators beside its practitioners. Any other two roles in one organisation are a mistake, because no organisation is in two lists of a partnership.
  const working = all.filter(({ role }) => role !== 'operator');
  const mixed = working.find((each) => working.some(({ organisation, role }) => organisation === each.organisation && role !== each.role));
  if (mixed !== undefined) throw unusable(file, `gives people of ${mixed.organisation} two roles`);
  return new Identities(all);
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw unusable(file, error instanceof SyntaxError ? 'is not JSON' : 'cannot be read', error);
  }
}

function identity(value: unknown, file: string, number: number): Identity {
  const { role, organisation, person } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const known = DEMO_ROLES.find((each) => each === role);
  if (known === undefined) throw unusable(file, `has an unknown role in identity ${number}; it is one of ${DEMO_ROLES.join(', ')}`);
  if (typeof organisation !== 'string' || !SLUG_PATTERN.test(organisation)) throw unusable(file, `has no organisation id in identity ${number}`);
  if (typeof person !== 'string' || !STAFF_REFERENCE.test(person)) throw unusable(file, `has no opaque staff reference in identity ${number}`);
  return { role: known, organisation, person };
}

function unusable(file: string, what: string, cause?: unknown): StartupError {
  return new StartupError(`the file of demo identities ${file} ${what}. Correct it, or set IDENTITIES_FILE to another file.`, { cause });
}
