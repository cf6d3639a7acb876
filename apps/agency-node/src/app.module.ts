import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { describeProblem, readPartnership, type Partnership } from '#libs/agreements';
import type { AgencyNodeSettings } from '#libs/config';
import { ReferralSharedV1Contract, Topics } from '#libs/contracts';
import { StartRefused } from '#libs/http-api';
import {
  DeadLetterOperators, DeadLetters, DeadLettersController, Intake, OutboundModule, StorageModule, type IntakeOptions,
} from '#libs/intake';
import { Database, OutboxRelay } from '#libs/persistence';

import { AnswerReferralController } from './answer-referral/answer-referral.controller.js';
import { RedirectTargets } from './answer-referral/redirect-targets.js';
import { DecideController } from './decide/decide.controller.js';
import { FeedBackController } from './feed-back/feed-back.controller.js';
import { InboxController } from './inbox/inbox.controller.js';
import { Inbox } from './inbox/inbox.js';
import { TakeStep } from './ladder/take-step.js';
import { NodeIdentity } from './node-identity.js';
import { OpenReferralController } from './open-referral/open-referral.controller.js';
import { OpenReferral } from './open-referral/open-referral.js';
import { ReceiveReferralHandler } from './receive-referral/receive-referral.handler.js';
import { ReceiveReferral } from './receive-referral/receive-referral.js';

const INTAKE_OPTIONS = Symbol('INTAKE_OPTIONS');

/** Wires one agency's node: which agency it is, its database, its way to and from Kafka, its use cases. */
@Module({})
export class AppModule {
  static with(settings: Readonly<AgencyNodeSettings>): DynamicModule {
    const { agencyId, kafkaBrokers, topicPrefix } = settings;
    const node = new NodeIdentity(agencyId, new Topics(topicPrefix));
    return {
      module: AppModule,
      imports: [
        StorageModule.with(`agency-node ${agencyId}`, settings),
        OutboundModule.with({ kafkaBrokers, clientId: `agency-node.${agencyId}` }),
      ],
      controllers: [
        ReceiveReferralHandler,
        InboxController,
        OpenReferralController,
        AnswerReferralController,
        DecideController,
        FeedBackController,
        DeadLettersController,
      ],
      providers: [
        { provide: NodeIdentity, useValue: node },
        {
          provide: RedirectTargets,
          useFactory: async () => new RedirectTargets(await partnershipWith(agencyId, settings.partnershipFile), agencyId),
        },
        ...intakeProviders(node),
        {
          provide: TakeStep,
          inject: [Database, OutboxRelay],
          useFactory: (...[database, relay]: Parts) => new TakeStep(database, relay, node),
        },
        { provide: OpenReferral, inject: [TakeStep], useFactory: (steps: TakeStep) => new OpenReferral(steps) },
        { provide: Inbox, inject: [Database], useFactory: (database: Database) => new Inbox(database) },
      ],
    };
  }
}

type Parts = [database: Database, relay: OutboxRelay];

function intakeProviders(node: NodeIdentity): Provider[] {
  return [
    {
      provide: INTAKE_OPTIONS,
      inject: [Database, OutboxRelay],
      useFactory: (...[database, relay]: Parts): IntakeOptions => ({
        database,
        group: node.topics.agencyGroup(node.agency),
        topics: node.topics,
        accepted: [ReferralSharedV1Contract],
        effects: new ReceiveReferral(node),
        onCommitted: () => relay.wake(),
      }),
    },
    { provide: Intake, inject: [INTAKE_OPTIONS], useFactory: (options: IntakeOptions) => new Intake(options) },
    { provide: DeadLetters, inject: [INTAKE_OPTIONS], useFactory: (options: IntakeOptions) => new DeadLetters(options) },
    { provide: DeadLetterOperators, useValue: new DeadLetterOperators((organisation) => organisation === node.agency) },
  ];
}

/** @throws StartRefused when the file cannot be used, or does not have this agency: its receipts would come from nobody. */
async function partnershipWith(agency: string, file: string): Promise<Partnership> {
  const read = await readPartnership(file);
  if (!read.ok) {
    const problems = read.error.map((problem) => `  ${describeProblem(problem)}`);
    throw new StartRefused(`the partnership is not usable.\n${problems.join('\n')}`);
  }
  if (!read.value.agencies.some(({ id }) => id === agency)) {
    const known = read.value.agencies.map(({ id }) => id).join(', ');
    throw new StartRefused(`AGENCY_ID ${agency} is not an agency of the partnership. Set it to one of: ${known}.`);
  }
  return read.value;
}
