import { Inject, Injectable } from '@nestjs/common';

import { Organisations, type Caller } from '#libs/access';
import { ProblemException } from '#libs/http-api';

import { CaseNames } from './case-names.js';
import { KnownNames } from './known-names.js';

/** The part of the record that a caller may see. */
export type Scope = { readonly sees: 'all' } | OwnScope;
export interface OwnScope {
  readonly sees: 'own';
  readonly as: 'force' | 'agency';
  readonly organisation: string;
}

/** Filters that the scope of a caller limits. */
interface Asked {
  readonly force?: string | undefined;
  readonly agency?: string | undefined;
  readonly area?: string | undefined;
  readonly grade?: string | undefined;
  readonly caseReference?: string | undefined;
  readonly caseKey?: string | undefined;
  readonly referralState?: string | undefined;
}

/** Filters within a scope: those of the caller, with its own organisation where it sees its own part. */
export interface Narrowed<Filters> {
  readonly scope: Scope;
  readonly filters: Filters & Asked & { readonly caseKeys?: readonly string[] | undefined };
}

/**
 * The partnership file lists the auditors, who see all. A force sees what concerns its own referrals and incidents, an agency what
 * concerns itself. An organisation that is none of these sees nothing.
 */
@Injectable()
export class AuditScope {
  constructor(
    @Inject(Organisations) private readonly organisations: Organisations,
    private readonly names: KnownNames,
    private readonly cases: CaseNames,
  ) {}

  /** @throws ProblemException AUD-010 for an organisation that may read nothing here. */
  of({ organisation }: Caller): Scope {
    const kinds = this.organisations.kindsOf(organisation);
    if (kinds.has('agency')) return { sees: 'own', as: 'agency', organisation };
    if (kinds.has('force')) return { sees: 'own', as: 'force', organisation };
    if (kinds.has('auditor')) return { sees: 'all' };
    throw new ProblemException('AUD-010');
  }

  /** @throws ProblemException AUD-010; AUD-008 for a filter outside the scope; GEN-011 for a name that neither partnership nor record has. */
  async narrow<Filters extends Asked>(caller: Caller, asked: Filters): Promise<Narrowed<Filters>> {
    const scope = this.of(caller);
    const filters = within(scope, asked);
    await this.names.require(filters);
    const caseKeys = await this.cases.keysOf(filters);
    return { scope, filters: caseKeys === undefined ? filters : { ...filters, caseKeys } };
  }
}

const HIDDEN_FROM_AGENCIES = ['area', 'grade', 'caseReference', 'caseKey', 'referralState'] as const;

/**
 * Adds the caller's own organisation to the filters. An agency may not filter by area, grade or case, because its view of a
 * referral may hide them, nor by the state of a referral, because that shows the answers of others.
 *
 * @throws ProblemException AUD-008.
 */
function within<Filters extends Asked>(scope: Scope, asked: Filters): Filters & Asked {
  if (scope.sees === 'all') return asked;
  const { as, organisation } = scope;
  const own = asked[as];
  if (own !== undefined && own !== organisation) throw new ProblemException('AUD-008');
  const hidden = as === 'agency' ? HIDDEN_FROM_AGENCIES.find((name) => asked[name] !== undefined) : undefined;
  if (hidden !== undefined) throw new ProblemException('AUD-008', { detail: `An agency cannot filter by ${hidden}, because what it shows may be hidden from an agency. Leave it out.` });
  return { ...asked, [as]: organisation };
}
