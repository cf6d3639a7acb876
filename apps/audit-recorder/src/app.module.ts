import { Module, type DynamicModule, type Provider } from '@nestjs/common';

import { describeProblem, readPartnership, type Partnership } from '#libs/agreements';
import type { AuditRecorderSettings } from '#libs/config';
import { LIFECYCLE_CONTRACTS, ReferralAcknowledgedV1Contract, Topics } from '#libs/contracts';
import { StartRefused } from '#libs/http-api';
import {
  DeadLetterOperators, DeadLetters, DeadLettersController, Intake, OutboundModule, StorageModule, type IntakeOptions,
} from '#libs/intake';
import { Database, OutboxRelay } from '#libs/persistence';

import { ConsumeEventsHandler } from './consume/consume-events.handler.js';
import { PartitionKeeper } from './partitions/partition-keeper.js';
import { RecordEvents } from './record-events/record-events.js';
import { PARTNERSHIP } from './tokens.js';

const INTAKE_OPTIONS = Symbol('INTAKE_OPTIONS');

/** Wires the recorder. It sends nothing but dead-letter notices, for which it has an outbox and a relay like everyone. */
@Module({})
export class AppModule {
  static with(settings: Readonly<AuditRecorderSettings>): DynamicModule {
    return {
      module: AppModule,
      imports: [
        StorageModule.with('audit-recorder', settings),
        OutboundModule.with({ kafkaBrokers: settings.kafkaBrokers, clientId: 'audit-recorder' }),
      ],
      controllers: [ConsumeEventsHandler, DeadLettersController],
      providers: [
        { provide: PARTNERSHIP, useFactory: () => partnershipOf(settings.partnershipFile) },
        ...intakeProviders(new Topics(settings.topicPrefix)),
        PartitionKeeper,
      ],
    };
  }
}

function intakeProviders(topics: Topics): Provider[] {
  return [
    {
      provide: INTAKE_OPTIONS,
      inject: [Database, OutboxRelay],
      useFactory: (database: Database, relay: OutboxRelay): IntakeOptions => ({
        database,
        topics,
        group: topics.recorderGroup(),
        accepted: [...LIFECYCLE_CONTRACTS, ReferralAcknowledgedV1Contract],
        effects: new RecordEvents(topics),
        onCommitted: () => relay.wake(),
      }),
    },
    { provide: Intake, inject: [INTAKE_OPTIONS], useFactory: (options: IntakeOptions) => new Intake(options) },
    { provide: DeadLetters, inject: [INTAKE_OPTIONS], useFactory: (options: IntakeOptions) => new DeadLetters(options) },
    {
      provide: DeadLetterOperators,
      inject: [PARTNERSHIP],
      useFactory: ({ forces, agencies }: Partnership) => {
        // Whoever the record is about must not decide what is missing from it.
        const recorded = new Set([...forces, ...agencies].map(({ id }) => id));
        return new DeadLetterOperators((organisation) => !recorded.has(organisation));
      },
    },
  ];
}

async function partnershipOf(file: string): Promise<Partnership> {
  const read = await readPartnership(file);
  if (read.ok) return read.value;
  throw new StartRefused(`the partnership is not usable.\n${read.error.map((problem) => `  ${describeProblem(problem)}`).join('\n')}`);
}
