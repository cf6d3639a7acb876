import type { Provider, Type } from '@nestjs/common';

import type { Partnership } from '#libs/agreements';
import { clockPolicyOf, PARTNERSHIP } from '#libs/app-wiring';
import type { PublisherSettings } from '#libs/config';
import type { Topics } from '#libs/contracts';
import { systemClock } from '#libs/kernel';
import { Logger } from '#libs/observability';
import { Database, OutboxRelay } from '#libs/persistence';

import { ChangeReferralController } from './change-referral/change-referral.controller.js';
import { Changes } from './change-referral/changes.js';
import { UpdateReferral } from './change-referral/update-referral.js';
import { CorrectReferral } from './correct-referral/correct-referral.js';
import { DecideNotToShareController } from './decide-not-to-share/decide-not-to-share.controller.js';
import { DecideNotToShare } from './decide-not-to-share/decide-not-to-share.js';
import { RecordEnds } from './end-agencies/record-ends.js';
import { FollowUpController } from './follow-up/follow-up.controller.js';
import { FollowUp } from './follow-up/follow-up.js';
import { GradeRisk } from './grade-risk/grade-risk.js';
import { HandOverController } from './hand-over/hand-over.controller.js';
import { HandOver } from './hand-over/hand-over.js';
import { IncidentsController } from './incidents/incidents.controller.js';
import { LinkIncidents } from './incidents/link-incidents.js';
import { NotifyIncident } from './incidents/notify-incident.js';
import { OpenFeedbackController } from './open-feedback/open-feedback.controller.js';
import { OpenFeedback } from './open-feedback/open-feedback.js';
import { RecordMissingEpisode } from './record-missing-episode/record-missing-episode.js';
import { ResendCopiesController } from './resend-copies/resend-copies.controller.js';
import { ResendCopies } from './resend-copies/resend-copies.js';
import { WithdrawReferral } from './withdraw-referral/withdraw-referral.js';

/** The requests of a force after a publication, or without one. */
export const changeControllers: Type[] = [ChangeReferralController, DecideNotToShareController, FollowUpController, HandOverController, IncidentsController, OpenFeedbackController, ResendCopiesController];

type Updating = [changes: Changes, updates: UpdateReferral];

export function changeProviders(topics: Topics, { caseKeySecret }: Pick<PublisherSettings, 'caseKeySecret'>): Provider[] {
  const updating = [Changes, UpdateReferral];
  return [
    {
      provide: Changes,
      inject: [Database, OutboxRelay],
      useFactory: (database: Database, relay: OutboxRelay) => new Changes(database, relay, systemClock),
    },
    { provide: UpdateReferral, inject: [PARTNERSHIP], useFactory: (partnership: Partnership) => new UpdateReferral(partnership, topics, clockPolicyOf(partnership)) },
    { provide: CorrectReferral, inject: updating, useFactory: (...parts: Updating) => new CorrectReferral(...parts) },
    { provide: GradeRisk, inject: updating, useFactory: (...parts: Updating) => new GradeRisk(...parts) },
    { provide: RecordMissingEpisode, inject: updating, useFactory: (...parts: Updating) => new RecordMissingEpisode(...parts) },
    { provide: WithdrawReferral, inject: [Changes], useFactory: (changes: Changes) => new WithdrawReferral(changes, topics) },
    {
      provide: DecideNotToShare,
      inject: [Changes, PARTNERSHIP],
      useFactory: (changes: Changes, partnership: Partnership) => new DecideNotToShare(changes, partnership, topics),
    },
    {
      provide: ResendCopies,
      inject: [Changes, PARTNERSHIP],
      useFactory: (changes: Changes, partnership: Partnership) => new ResendCopies(changes, partnership, topics),
    },
    {
      provide: FollowUp,
      inject: [Changes],
      useFactory: (changes: Changes) => new FollowUp(changes, topics),
    },
    {
      provide: HandOver,
      inject: [Database, OutboxRelay, PARTNERSHIP, RecordEnds],
      useFactory: (database: Database, relay: OutboxRelay, partnership: Partnership, ends: RecordEnds) =>
        new HandOver(database, relay, partnership, topics, clockPolicyOf(partnership), systemClock, ends),
    },
    {
      provide: RecordEnds,
      inject: [Database, OutboxRelay, PARTNERSHIP, Logger],
      useFactory: (database: Database, relay: OutboxRelay, partnership: Partnership, logger: Logger) =>
        new RecordEnds(database, relay, topics, partnership, systemClock, logger),
    },
    {
      provide: NotifyIncident,
      inject: [Changes, Database, LinkIncidents, PARTNERSHIP],
      useFactory: (changes: Changes, database: Database, links: LinkIncidents, partnership: Partnership) =>
        new NotifyIncident(changes, database, links, { partnership, topics, caseKeySecret }),
    },
    {
      provide: OpenFeedback,
      inject: [Database, OutboxRelay],
      useFactory: (database: Database, relay: OutboxRelay) => new OpenFeedback(database, relay, topics, systemClock),
    },
  ];
}
