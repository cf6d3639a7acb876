import { Global, Module, type DynamicModule } from '@nestjs/common';

import { HealthRegistry, Logger, Metrics } from '#libs/observability';

import { Accesses } from '../access/accesses.js';
import { ShutdownSequence } from '../program/shutdown-sequence.js';
import { ConnectionQueue } from './connection-queue.js';

/** The content of `/info`: nothing secret, and nothing about the machine. */
export class AppInfo {
  constructor(
    readonly name: string,
    readonly version: string,
    /** Names this process among several, such as the agency of a node. */
    readonly instance: string | undefined,
    readonly title: string,
    readonly startedAt: Date,
    /** Where to report a vulnerability: a mailto or https URL. */
    readonly securityContact?: string,
  ) {}
}

/** The parts of an app that every provider can inject: log, metrics, health, queue of connections, records of access, shutdown. */
export interface HttpRuntime {
  readonly info: AppInfo;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: HealthRegistry;
  readonly connections: ConnectionQueue;
  readonly accesses: Accesses;
  readonly shutdown: ShutdownSequence;
}

@Global()
@Module({})
export class RuntimeModule {
  static with({ info, logger, metrics, health, connections, accesses, shutdown }: HttpRuntime): DynamicModule {
    const providers = [
      { provide: AppInfo, useValue: info },
      { provide: Logger, useValue: logger },
      { provide: Metrics, useValue: metrics },
      { provide: HealthRegistry, useValue: health },
      { provide: ConnectionQueue, useValue: connections },
      { provide: Accesses, useValue: accesses },
      { provide: ShutdownSequence, useValue: shutdown },
    ];
    return { module: RuntimeModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}
