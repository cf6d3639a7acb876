import { AccessRecorded } from '../events/access.js';
import { Described, Instant, ListOf, Optional, Shaped } from '../validation/decorators.js';
import { MAX_AUDIT_PAGE } from './audit-events.js';
import { NEXT_PAGE, PAGE_CURSOR } from './paging.js';

/** One record of access, as the log of access has it. */
export class AuditAccess extends AccessRecorded {
  @Described('When the recorder stored it (the database\'s clock, microseconds).')
  @Instant()
  readonly recordedAt!: string;
}

/** Answer to `GET /v1/audit/access`. */
export class AuditAccessPage {
  @Described('Latest first.')
  @ListOf(() => AuditAccess, { min: 0, max: MAX_AUDIT_PAGE })
  readonly items!: readonly AuditAccess[];

  @Described(NEXT_PAGE)
  @Optional()
  @Shaped(PAGE_CURSOR)
  readonly next?: string;
}
