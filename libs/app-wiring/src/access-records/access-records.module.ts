import { Global, Inject, Injectable, Module, type DynamicModule } from '@nestjs/common';

import type { Topics } from '#libs/contracts';
import { Accesses, ShutdownSequence } from '#libs/http-api';
import { causeCode, Logger } from '#libs/observability';
import { Database } from '#libs/persistence';

import { AccessRecordsInDatabase } from './access-records.repository.js';
import { UnknownCallers } from './unknown-callers.repository.js';

const SETTINGS = Symbol('ACCESS_RECORD_SETTINGS');

/** The folder of the app, and the topics of an app that sends its records. The portal sends none. */
type AccessRecordSettings = { readonly app: string } & ({ readonly topics: Topics } | { readonly owner: 'portal' });

/** Lets the app's answers to known callers go out: without it, they cannot be recorded. */
@Injectable()
class AccessRecordsLifecycle {
  constructor(
    @Inject(SETTINGS) settings: AccessRecordSettings,
    @Inject(Database) database: Database,
    @Inject(Accesses) accesses: Accesses,
    @Inject(ShutdownSequence) shutdown: ShutdownSequence,
    @Inject(Logger) logger: Logger,
  ) {
    const sending = 'topics' in settings ? { topic: settings.topics.access(), source: `/${settings.app}` } : undefined;
    const owner = sending === undefined ? 'portal' : 'app';
    const records = new AccessRecordsInDatabase(database, sending);
    const unknown = new UnknownCallers(database, owner, (error) => logger.warn('unknown-callers.not-counted', { code: causeCode(error) }));
    accesses.use({ add: (record) => records.add(record), countUnknown: (address, problem) => unknown.count(address, problem) });
    shutdown.add('consumers', 'access-records', async () => {
      await records.close();
      await unknown.close();
    });
  }
}

/** Records the answers of an app to known callers, in the app's database. */
@Global()
@Module({})
export class AccessRecordsModule {
  static with(settings: AccessRecordSettings): DynamicModule {
    return { module: AccessRecordsModule, providers: [{ provide: SETTINGS, useValue: settings }, AccessRecordsLifecycle] };
  }
}
