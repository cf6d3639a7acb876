import { Inject, Injectable } from '@nestjs/common';

import type { Caller } from '#libs/access';
import type { Partnership } from '#libs/agreements';
import { PARTNERSHIP } from '#libs/app-wiring';

/** The measures and recommendations that a caller may see. */
export type Scope = { readonly sees: 'all' } | { readonly sees: 'own'; readonly as: 'force' | 'agency'; readonly organisation: string };

/** Agencies and forces of the partnership see their own. A caller of neither kind is an auditor and sees all. */
@Injectable()
export class AuditScope {
  constructor(@Inject(PARTNERSHIP) private readonly partnership: Partnership) {}

  of({ organisation }: Caller): Scope {
    const { agencies, forces } = this.partnership;
    if (agencies.some(({ id }) => id === organisation)) return { sees: 'own', as: 'agency', organisation };
    return forces.some(({ id }) => id === organisation) ? { sees: 'own', as: 'force', organisation } : { sees: 'all' };
  }
}
