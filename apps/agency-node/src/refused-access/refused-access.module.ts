import { Global, Injectable, Inject, Module } from '@nestjs/common';

import { Denials, type Denial } from '#libs/access';
import { isUuid } from '#libs/kernel';
import { Logger, Metrics } from '#libs/observability';
import { Database } from '#libs/persistence';

import { RefusedAccess } from './refused-access.js';

/** Records the callers of other organisations, whom the guard refuses. */
@Injectable()
class RefusedOrganisations extends Denials {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RefusedAccess) private readonly refusedAccess: RefusedAccess,
  ) {
    super();
  }

  async record({ caller: { organisation, person }, code, parameters: { referralId } }: Denial): Promise<void> {
    if (code !== 'GEN-003') return;
    await this.refusedAccess.record(this.database, { organisation, person, reason: 'other-organisation', ...(isUuid(referralId) && { referralId }) });
  }
}

/** Global, because the guard of every app looks for {@link Denials}. */
@Global()
@Module({
  providers: [
    { provide: RefusedAccess, inject: [Metrics, Logger], useFactory: (metrics: Metrics, logger: Logger) => new RefusedAccess(metrics, logger) },
    { provide: Denials, useClass: RefusedOrganisations },
  ],
  exports: [RefusedAccess, Denials],
})
export class RefusedAccessModule {}
