import { Module, type DynamicModule } from '@nestjs/common';

import type { Partnership } from '#libs/agreements';
import { Database, OutboxRelay } from '#libs/persistence';

import { DeadLetterOperators } from '../dead-letters-api/dead-letter-operators.js';
import { DeadLettersController } from '../dead-letters-api/dead-letters.controller.js';
import { DeadLetters } from '../dead-letters.js';
import type { IntakeEffects, IntakeOptions } from '../effects.js';
import { Intake } from '../intake.js';
import { CountedIntake } from './counted-intake.js';
import { PARTNERSHIP } from './partnership.module.js';

/** What one app consumes, what it does with it, and who looks after what could not be taken. */
export interface IntakeWiring extends Pick<IntakeOptions, 'topics' | 'group' | 'accepted'> {
  readonly effects: (partnership: Partnership) => IntakeEffects;
  /** Organisations that may see and settle the app's dead letters. */
  readonly operators: (organisation: string, partnership: Partnership) => boolean;
}

const INTAKE_OPTIONS = Symbol('INTAKE_OPTIONS');

/** Everything a consuming app needs behind its handlers: inject {@link CountedIntake} there. Brings the dead-letter API. */
@Module({})
export class IntakeModule {
  static with({ topics, group, accepted, effects, operators }: IntakeWiring): DynamicModule {
    return {
      module: IntakeModule,
      controllers: [DeadLettersController],
      providers: [
        {
          provide: INTAKE_OPTIONS,
          inject: [Database, OutboxRelay, PARTNERSHIP],
          useFactory: (database: Database, relay: OutboxRelay, partnership: Partnership): IntakeOptions => ({
            database, topics, group, accepted, effects: effects(partnership), onCommitted: () => relay.wake(),
          }),
        },
        { provide: Intake, inject: [INTAKE_OPTIONS], useFactory: (options: IntakeOptions) => new Intake(options) },
        { provide: DeadLetters, inject: [INTAKE_OPTIONS], useFactory: (options: IntakeOptions) => new DeadLetters(options) },
        {
          provide: DeadLetterOperators,
          inject: [PARTNERSHIP],
          useFactory: (partnership: Partnership) => new DeadLetterOperators((organisation) => operators(organisation, partnership)),
        },
        CountedIntake,
      ],
      exports: [CountedIntake, DeadLetterOperators],
    };
  }
}
