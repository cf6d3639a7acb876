import { Global, Module, type DynamicModule } from '@nestjs/common';

import { HealthRegistry, Logger, Metrics } from '#libs/observability';

import { ShutdownSequence } from '../program/shutdown-sequence.js';

/** What `/info` tells; nothing secret, nothing about the machine. */
export class AppInfo {
  constructor(
    readonly name: string,
    readonly version: string,
    /** Which of several, such as the agency of a node. */
    readonly instance: string | undefined,
    readonly title: string,
    readonly startedAt: Date,
  ) {}
}

/** What every part of an app can inject: its log, its metrics, its health, its way to stop. */
export interface HttpRuntime {
  readonly info: AppInfo;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: HealthRegistry;
  readonly shutdown: ShutdownSequence;
}

@Global()
@Module({})
export class RuntimeModule {
  static with({ info, logger, metrics, health, shutdown }: HttpRuntime): DynamicModule {
    const providers = [
      { provide: AppInfo, useValue: info },
      { provide: Logger, useValue: logger },
      { provide: Metrics, useValue: metrics },
      { provide: HealthRegistry, useValue: health },
      { provide: ShutdownSequence, useValue: shutdown },
    ];
    return { module: RuntimeModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}
