import { Global, Inject, Injectable, Module, type DynamicModule } from '@nestjs/common';

import { CallerResolver, KeySet, Organisations, SeenProofs, type TokenCallerResolver } from '#libs/access';
import { assertsPersons, type Partnership } from '#libs/agreements';
import type { TokenSettings } from '#libs/config';
import { ShutdownSequence, tokenCallers } from '#libs/http-api';
import { causeCode, HealthRegistry, Logger } from '#libs/observability';
import { Database } from '#libs/persistence';

import { PARTNERSHIP } from '../partnership.module.js';
import { OrganisationsOfPartnership } from './organisations-of-partnership.js';
import { SeenProofsInDatabase, type SeenProofTable } from './seen-proofs.repository.js';

const CALLERS = Symbol('CALLERS');
type Callers = ReturnType<typeof tokenCallers>;

/**
 * Readiness never requires the keys. While the issuer is away, known keys count for a time, and an app has work that no caller waits for.
 */
@Injectable()
class KeysHealth {
  constructor(@Inject(KeySet) keys: KeySet, @Inject(HealthRegistry) health: HealthRegistry) {
    health.register('token-keys', async () => {
      // Tries again where there are none, so that an app whose issuer started later is well before its first caller comes.
      const isUsable = await keys.isUsable();
      return isUsable && !keys.isFailing ? { healthy: true } : { healthy: false, reason: 'not-read' };
    }, { required: false });
    // Read at the start, so that the first caller need not wait for them.
    void keys.isUsable();
  }
}

interface IdentityOptions {
  readonly table?: SeenProofTable;
  /** The agency whose node this is. */
  readonly ownAgency?: string;
}

/** Identifies the callers of an app by their tokens, and their organisations by the partnership. Needs the app's database and partnership. */
@Global()
@Module({})
export class IdentityModule {
  static with(settings: TokenSettings, { table = 'seen_proof', ownAgency }: IdentityOptions = {}): DynamicModule {
    return {
      module: IdentityModule,
      providers: [
        {
          provide: SeenProofs,
          inject: [Database, ShutdownSequence, Logger],
          useFactory: (database: Database, shutdown: ShutdownSequence, logger: Logger) => {
            const seen = new SeenProofsInDatabase(database, table, (error) => logger.warn('proofs.not-deleted', { code: causeCode(error) }));
            shutdown.add('consumers', 'seen-proofs', () => seen.close());
            return seen;
          },
        },
        {
          provide: CALLERS,
          inject: [SeenProofs, PARTNERSHIP, Logger],
          useFactory: (seen: SeenProofs, partnership: Partnership, logger: Logger): Callers => tokenCallers(settings, {
            seen,
            assertsPersons: (organisation, client) => assertsPersons(partnership, organisation, client),
            observe: (state, reason = 'unexpected-error') => {
              if (state === 'failed') logger.warn('token-keys.not-read', { code: reason });
              else if (state === 'loaded') logger.info('token-keys.loaded', {});
              else logger.info('token-keys.changed', {});
            },
          }),
        },
        { provide: KeySet, inject: [CALLERS], useFactory: ({ keys }: Callers) => keys },
        { provide: CallerResolver, inject: [CALLERS], useFactory: ({ resolver }: Callers): TokenCallerResolver => resolver },
        {
          provide: Organisations,
          inject: [PARTNERSHIP],
          useFactory: (partnership: Partnership): Organisations => new OrganisationsOfPartnership(partnership, ownAgency),
        },
        KeysHealth,
      ],
      exports: [CallerResolver, Organisations],
    };
  }
}
