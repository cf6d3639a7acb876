import { Module, type DynamicModule } from '@nestjs/common';

import { agencyTopicsOf } from '#libs/agreements';
import { AccessRecordsModule, DatabaseModule, IdentityModule, IntakeModule, OutboundModule, PartnershipModule } from '#libs/app-wiring';
import { kafkaOf, type AuditRecorderSettings } from '#libs/config';
import { ACCESS_CONTRACTS, ACKNOWLEDGEMENT_CONTRACTS, LIFECYCLE_CONTRACTS, NOTICE_CONTRACTS, Topics } from '#libs/contracts';
import { isStatementEvent } from '#libs/judgement';

import { ConsumeEventsHandler } from './consume/consume-events.handler.js';
import { migrations } from './migrations/index.js';
import { PartitionKeeper } from './partitions/partition-keeper.js';
import { isAccess, RecordAccess } from './record-access/record-access.js';
import { RecordEvents } from './record-events/record-events.js';

/** Wires the recorder. It sends dead-letter notices and its own records of access, through an outbox and a relay like every app. */
@Module({})
export class AppModule {
  static with(settings: Readonly<AuditRecorderSettings>): DynamicModule {
    const topics = new Topics(settings.topicPrefix);
    return {
      module: AppModule,
      imports: [
        DatabaseModule.with('audit-recorder', settings, { migrations }),
        OutboundModule.with({ kafka: kafkaOf(settings), clientId: 'audit-recorder' }),
        PartnershipModule.read(settings.partnershipFile),
        IdentityModule.with(settings),
        AccessRecordsModule.with({ app: 'audit-recorder', topics }),
        IntakeModule.with({
          topics,
          group: topics.recorderGroup(),
          accepted: [...LIFECYCLE_CONTRACTS, ...ACKNOWLEDGEMENT_CONTRACTS, ...NOTICE_CONTRACTS, ...ACCESS_CONTRACTS],
          stage: 'record',
          effects: (partnership) => new RecordAccess(topics, new RecordEvents(topics, agencyTopicsOf(partnership))),
          recognisesRepeats: (event) => isStatementEvent(event) || isAccess(event),
        }),
      ],
      controllers: [ConsumeEventsHandler],
      providers: [PartitionKeeper],
    };
  }
}
