import { Module, type DynamicModule } from '@nestjs/common';

import type { Partnership } from '#libs/agreements';
import { BatchedIntake, DeadLetters, DeadLettersController, type IntakeEffects, type IntakeOptions } from '#libs/intake';
import { Logger, Metrics, type Stage } from '#libs/observability';
import { Database, OutboxRelay } from '#libs/persistence';

import { PARTNERSHIP } from './partnership.module.js';

/** The topics that one app consumes, and their effects. */
interface IntakeWiring extends Pick<IntakeOptions, 'topics' | 'group' | 'accepted' | 'recognisesRepeats'> {
  /** The stage under which the metrics count the app's batches. */
  readonly stage: Stage;
  readonly effects: (partnership: Partnership, telemetry: { readonly logger: Logger; readonly metrics: Metrics }) => IntakeEffects;
}

const INTAKE_OPTIONS = Symbol('INTAKE_OPTIONS');

type OptionsParts = [database: Database, relay: OutboxRelay, partnership: Partnership, logger: Logger, metrics: Metrics];

/** Provides {@link BatchedIntake} to the handlers of a consuming app, and adds the dead-letter API. */
@Module({})
export class IntakeModule {
  static with({ topics, group, accepted, recognisesRepeats, stage, effects }: IntakeWiring): DynamicModule {
    return {
      module: IntakeModule,
      controllers: [DeadLettersController],
      providers: [
        {
          provide: INTAKE_OPTIONS,
          inject: [Database, OutboxRelay, PARTNERSHIP, Logger, Metrics],
          useFactory: (...[database, relay, partnership, logger, metrics]: OptionsParts): IntakeOptions => ({
            database, topics, group, accepted, effects: effects(partnership, { logger, metrics }), onCommitted: () => relay.wake(),
            ...(recognisesRepeats !== undefined && { recognisesRepeats }),
          }),
        },
        {
          provide: BatchedIntake,
          inject: [INTAKE_OPTIONS, Logger, Metrics],
          useFactory: (options: IntakeOptions, logger: Logger, metrics: Metrics) => new BatchedIntake(options, { logger, metrics, stage }),
        },
        { provide: DeadLetters, inject: [INTAKE_OPTIONS], useFactory: (options: IntakeOptions) => new DeadLetters(options) },
      ],
      exports: [BatchedIntake],
    };
  }
}
