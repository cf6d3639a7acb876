import { Module, type DynamicModule } from '@nestjs/common';

import { agencyTopicsOf } from '#libs/agreements';
import { AccessRecordsModule, clockPolicyOf, DatabaseModule, IdentityModule, IntakeModule, OutboundModule, PartnershipModule } from '#libs/app-wiring';
import { kafkaOf, type DeadlineWatchSettings } from '#libs/config';
import { Topics } from '#libs/contracts';
import { isStatementEvent } from '#libs/judgement';

import { FOLLOWED_CONTRACTS, FoldFacts } from './fold-facts/fold-facts.js';
import { FoldFactsHandler } from './fold-facts/fold-facts.handler.js';
import { ListClocksController } from './list-clocks/list-clocks.controller.js';
import { migrations } from './migrations/index.js';

/** Wires the watch. `main.ts` starts the scanner beside it, after the modules exist. */
@Module({})
export class AppModule {
  static with(settings: Readonly<DeadlineWatchSettings>): DynamicModule {
    const topics = new Topics(settings.topicPrefix);
    return {
      module: AppModule,
      imports: [
        DatabaseModule.with('deadline-watch', settings, { migrations }),
        OutboundModule.with({ kafka: kafkaOf(settings), clientId: 'deadline-watch' }),
        PartnershipModule.read(settings.partnershipFile),
        IdentityModule.with(settings),
        AccessRecordsModule.with({ app: 'deadline-watch', topics }),
        IntakeModule.with({
          topics,
          group: topics.deadlineGroup(),
          accepted: FOLLOWED_CONTRACTS,
          stage: 'record',
          recognisesRepeats: isStatementEvent,
          effects: (partnership) => new FoldFacts(topics, clockPolicyOf(partnership), agencyTopicsOf(partnership)),
        }),
      ],
      controllers: [FoldFactsHandler, ListClocksController],
    };
  }
}
