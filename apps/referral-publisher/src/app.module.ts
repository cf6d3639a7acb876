import { Inject, Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';

import { agencyTopicsOf, type Partnership } from '#libs/agreements';
import {
  AccessRecordsModule, CASE_KEY_SECRET, clockPolicyOf, DatabaseModule, IdentityModule, IntakeModule, OutboundModule, PARTNERSHIP, PartnershipModule,
} from '#libs/app-wiring';
import { kafkaOf, type PublisherSettings } from '#libs/config';
import { ACKNOWLEDGEMENT_CONTRACTS, ETHNICITY_CODE_CONTRACTS, Topics } from '#libs/contracts';
import { ShutdownSequence } from '#libs/http-api';
import { isStatementEvent, StatementJudge } from '#libs/judgement';
import { SharedCommit, systemClock } from '#libs/kernel';
import { Logger, Metrics } from '#libs/observability';
import { Database, isDataError, OutboxRelay } from '#libs/persistence';

import { changeControllers, changeProviders } from './changes.providers.js';
import { CompareEthnicity } from './compare-ethnicity/compare-ethnicity.js';
import { isCodeEvent, TakeEthnicityCodes } from './compare-ethnicity/take-codes.js';
import { RecordEnds } from './end-agencies/record-ends.js';
import { FollowAnswersController } from './follow-answers/follow-answers.controller.js';
import { FollowAnswers } from './follow-answers/follow-answers.js';
import { ForwardReferral } from './forward-referral/forward-referral.js';
import { LinkIncidents } from './incidents/link-incidents.js';
import { ListReferralsController } from './list-referrals/list-referrals.controller.js';
import { migrations } from './migrations/index.js';
import { NotifyHolder } from './notify-holder/notify-holder.js';
import { ReadReferralController } from './read-referral/read-referral.controller.js';
import { ReferralStatusRepository } from './read-referral/referral-status.repository.js';
import { KnownSubmissions } from './submit-referral/known-submissions.js';
import { ReferralRepository, type ReferralToStore, type StoreResult } from './submit-referral/referral.repository.js';
import { SubmitReferralController } from './submit-referral/submit-referral.controller.js';
import { ACCEPT_WAIT_LIMIT_MS } from './submit-referral/accept-guard.js';
import { SubmitReferralUseCase } from './submit-referral/submit-referral.use-case.js';

/** The most referrals in one commit. A larger batch gains nothing and delays its first referral. */
const COMMIT_BATCH = 200;

type Commits = SharedCommit<ReferralToStore, StoreResult>;
const COMMITS = Symbol('COMMITS');

@Module({})
export class AppModule implements OnApplicationBootstrap {
  constructor(
    @Inject(COMMITS) commits: Commits,
    @Inject(LinkIncidents) private readonly incidents: LinkIncidents,
    @Inject(RecordEnds) private readonly ends: RecordEnds,
    @Inject(ShutdownSequence) shutdown: ShutdownSequence,
  ) {
    // Requests whose connection was cut off may still wait for their commit.
    shutdown.add('consumers', 'accept-queue', () => commits.drained());
    shutdown.add('relay', 'incident-links', () => incidents.stop());
    shutdown.add('relay', 'agency-ends', () => ends.stop());
  }

  onApplicationBootstrap(): void {
    this.incidents.start();
    this.ends.start();
  }

  static with(settings: PublisherSettings): DynamicModule {
    const topics = new Topics(settings.topicPrefix);
    return {
      module: AppModule,
      imports: [
        DatabaseModule.with('referral-publisher', settings, { migrations }),
        OutboundModule.with({ kafka: kafkaOf(settings), clientId: 'referral-publisher' }),
        PartnershipModule.read(settings.partnershipFile),
        IdentityModule.with(settings),
        AccessRecordsModule.with({ app: 'referral-publisher', topics }),
        IntakeModule.with({
          topics,
          group: topics.publisherGroup(),
          accepted: [...ACKNOWLEDGEMENT_CONTRACTS, ...ETHNICITY_CODE_CONTRACTS],
          stage: 'receive',
          recognisesRepeats: (event) => isStatementEvent(event) || isCodeEvent(event),
          effects: (partnership, telemetry) => {
            const agencies = agencyTopicsOf(partnership);
            const ethnicity = new CompareEthnicity(partnership, topics, systemClock);
            return new FollowAnswers(
              topics,
              systemClock,
              new StatementJudge({ topics, agencies, storesFacts: false }),
              new ForwardReferral(partnership, topics, systemClock, clockPolicyOf(partnership)),
              new NotifyHolder(topics, systemClock),
              ethnicity,
              new TakeEthnicityCodes(topics, agencies, ethnicity, telemetry),
              telemetry,
            );
          },
        }),
      ],
      controllers: [SubmitReferralController, ListReferralsController, ReadReferralController, FollowAnswersController, ...changeControllers],
      providers: [
        {
          provide: COMMITS,
          inject: [Database, Metrics, OutboxRelay, LinkIncidents],
          useFactory: (...parts: CommitParts) => createCommits(settings, ...parts),
        },
        {
          provide: LinkIncidents,
          inject: [Database, OutboxRelay, Logger],
          useFactory: (database: Database, relay: OutboxRelay, logger: Logger) => new LinkIncidents(database, relay, topics, systemClock, logger),
        },
        { provide: CASE_KEY_SECRET, useValue: settings.caseKeySecret },
        ...changeProviders(topics, settings),
        {
          provide: SubmitReferralUseCase,
          inject: [PARTNERSHIP, COMMITS, Database],
          useFactory: (partnership: Partnership, commits: Commits, database: Database) =>
            new SubmitReferralUseCase(
              { partnership, policy: clockPolicyOf(partnership), topics, caseKeySecret: settings.caseKeySecret },
              commits,
              new KnownSubmissions(database),
              systemClock,
            ),
        },
        { provide: ReferralStatusRepository, inject: [Database], useFactory: (database: Database) => new ReferralStatusRepository(database) },
      ],
    };
  }
}

type CommitParts = [database: Database, metrics: Metrics, relay: OutboxRelay, incidents: LinkIncidents];

function createCommits(settings: PublisherSettings, ...[database, metrics, relay, incidents]: CommitParts): Commits {
  const store = new ReferralRepository(database);
  return new SharedCommit({
    commit: async (referrals) => {
      const results = await store.store(referrals);
      incidents.referralsStored(referrals.flatMap(({ referralId }, index) => (results[index] === 'stored' ? [referralId] : [])));
      return results;
    },
    isEntryAtFault: isDataError,
    queueLimit: settings.acceptQueueLimit,
    waitLimitMs: ACCEPT_WAIT_LIMIT_MS,
    batchLimit: COMMIT_BATCH,
    onCommitted: (count, ms) => {
      metrics.batchSize('commit', count);
      metrics.stageSeconds('commit', ms / 1_000);
      relay.wake();
    },
  });
}
