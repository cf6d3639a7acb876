import { Module, type DynamicModule } from '@nestjs/common';
import type { Partnership } from '#libs/agreements';
import { AccessRecordsModule, DatabaseModule, IdentityModule, IntakeModule, OutboundModule, PARTNERSHIP, PartnershipModule } from '#libs/app-wiring';
import { kafkaOf, type AgencyNodeSettings } from '#libs/config';
import { NOTICE_CONTRACTS, REFERRAL_CONTRACTS, Topics } from '#libs/contracts';
import { StartupError } from '#libs/http-api';
import { Database, OutboxRelay } from '#libs/persistence';

import { AcknowledgeCorrection } from './acknowledge-correction/acknowledge-correction.js';
import { AgencyRecords } from './agency-records/agency-record.js';
import { AgencyRecordsController } from './agency-records/agency-records.controller.js';
import { AnswerReferralController } from './answer-referral/answer-referral.controller.js';
import { RedirectTargets } from './answer-referral/redirect-targets.js';
import { DecideController } from './decide/decide.controller.js';
import { FeedBackController } from './feed-back/feed-back.controller.js';
import { InboxController } from './inbox/inbox.controller.js';
import { Inbox } from './inbox/inbox.js';
import { TakeStep } from './ladder/take-step.js';
import { migrations } from './migrations/index.js';
import { NodeIdentity } from './node-identity.js';
import { OpenReferralController } from './open-referral/open-referral.controller.js';
import { OpenReferral } from './open-referral/open-referral.js';
import { ReceiveMessages } from './receive-messages.js';
import { ReceiveNoticeHandler } from './receive-notice/receive-notice.handler.js';
import { ReceiveNotice } from './receive-notice/receive-notice.js';
import { ReceiveReferralHandler } from './receive-referral/receive-referral.handler.js';
import { isSharedReferral, ReceiveReferral } from './receive-referral/receive-referral.js';
import { RecordEthnicity } from './record-ethnicity/record-ethnicity.js';
import { StateMilestone } from './state-milestone/state-milestone.js';

/** Wires one agency's node: its identity, its database, its connections to Kafka, its use cases. */
@Module({})
export class AppModule {
  static with(settings: Readonly<AgencyNodeSettings>): DynamicModule {
    const { agencyId, topicPrefix } = settings;
    const node = new NodeIdentity(agencyId, new Topics(topicPrefix));
    return {
      module: AppModule,
      imports: [
        DatabaseModule.with(`agency-node ${agencyId}`, settings, { migrations }),
        OutboundModule.with({ kafka: kafkaOf(settings), clientId: `agency-node.${agencyId}` }),
        PartnershipModule.read(settings.partnershipFile),
        IdentityModule.with(settings, { ownAgency: agencyId }),
        AccessRecordsModule.with({ app: 'agency-node', topics: node.topics }),
        IntakeModule.with({
          topics: node.topics,
          group: node.topics.agencyGroup(agencyId),
          accepted: [...REFERRAL_CONTRACTS, ...NOTICE_CONTRACTS],
          stage: 'receive',
          recognisesRepeats: isSharedReferral,
          effects: (_, { logger }) => new ReceiveMessages(node, new ReceiveReferral(node), new ReceiveNotice(node, logger)),
        }),
      ],
      controllers: [
        ReceiveReferralHandler,
        ReceiveNoticeHandler,
        InboxController,
        OpenReferralController,
        AnswerReferralController,
        DecideController,
        FeedBackController,
        AgencyRecordsController,
      ],
      providers: [
        { provide: NodeIdentity, useValue: node },
        { provide: RedirectTargets, inject: [PARTNERSHIP], useFactory: (partnership: Partnership) => redirectTargets(partnership, agencyId) },
        {
          provide: TakeStep,
          inject: [Database, OutboxRelay],
          useFactory: (database: Database, relay: OutboxRelay) => new TakeStep(database, relay, node),
        },
        { provide: OpenReferral, inject: [TakeStep], useFactory: (steps: TakeStep) => new OpenReferral(steps, agencyId) },
        {
          provide: AgencyRecords,
          inject: [Database, OutboxRelay],
          useFactory: (database: Database, relay: OutboxRelay) => new AgencyRecords(database, relay, node),
        },
        ...[AcknowledgeCorrection, RecordEthnicity, StateMilestone].map((useCase) => ({
          provide: useCase, inject: [AgencyRecords], useFactory: (records: AgencyRecords) => new useCase(records, node),
        })),
        { provide: Inbox, inject: [Database], useFactory: (database: Database) => new Inbox(database, agencyId) },
      ],
    };
  }
}

/** @throws StartupError when the partnership does not have this agency, because its receipts would have no known sender. */
function redirectTargets(partnership: Partnership, agency: string): RedirectTargets {
  if (!partnership.agencies.some(({ id }) => id === agency)) {
    const known = partnership.agencies.map(({ id }) => id).join(', ');
    throw new StartupError(`AGENCY_ID ${agency} is not an agency of the partnership. Set it to one of: ${known}.`);
  }
  return new RedirectTargets(partnership, agency);
}
