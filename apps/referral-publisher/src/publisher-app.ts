import { agencyTopicsOf, type Partnership } from '#libs/agreements';
import { connectConsumer, PARTNERSHIP, StatementAlarm } from '#libs/app-wiring';
import { kafkaOf, publisherSettings, type PublisherSettings } from '#libs/config';
import { Topics } from '#libs/contracts';
import type { HttpAppDefinition } from '#libs/http-api';
import { Database } from '#libs/persistence';

import { AppModule } from './app.module.js';
import { ACKNOWLEDGEMENTS, ETHNICITY_CODES } from './follow-answers/follow-answers.controller.js';

/** Answers may be shown a quarter of a second late, because requests of the police must not wait behind them. */
const ANSWERS_PACE_MS = 250;

export const publisherApp: HttpAppDefinition<PublisherSettings> = {
  name: 'referral-publisher',
  title: 'Safeguarding Exchange: police',
  description:
    'Police systems publish safeguarding referrals here and follow the answers. A referral that was answered with 202 is durable; '
    + 'every agency that a sharing agreement names is sent its own view of it.',
  tags: [
    { name: 'Referrals', description: 'Publish a referral, and read who answered what.', paths: /^\/v1\/referrals(\/\{referralId\})?$/ },
    { name: 'Incidents', description: 'Notify an incident, and link it to the referral that follows.', paths: /^\/v1\/incidents/ },
    { name: 'Not shared', description: 'Record that a person decided against sharing.', paths: /\/decisions-not-to-share$/ },
    { name: 'Lost copies', description: 'Find copies whose delivery no agency has stated, and send them again.', paths: /^\/v1\/(resends|undelivered-copies)$/ },
    { name: 'Ended agencies', description: 'Hand the open referrals of an agency that has ended over to its successor.', paths: /^\/v1\/agencies/ },
    { name: 'After publication', description: 'Correct, regrade, withdraw, follow up, and read feedback.', paths: /^\/v1\/referrals/ },
  ],
  settings: publisherSettings,
  module: (settings) => AppModule.with(settings),
  prepare: (app, settings, runtime) => {
    const { topicPrefix } = settings;
    const topics = new Topics(topicPrefix);
    const agencies = agencyTopicsOf(app.get<Partnership>(PARTNERSHIP));
    const alarm = new StatementAlarm({ database: app.get(Database), ...runtime });
    connectConsumer(app, runtime, {
      kafka: kafkaOf(settings),
      clientId: 'referral-publisher',
      groupId: topics.publisherGroup(),
      channels: {
        [ACKNOWLEDGEMENTS]: agencies.map((agency) => topics.acknowledgement(agency)),
        [ETHNICITY_CODES]: agencies.map((agency) => topics.ethnicity(agency)),
      },
      // While Kafka is down, the publisher still accepts referrals. Only new answers are missing.
      required: false,
      paceMs: ANSWERS_PACE_MS,
      onLag: (lags) => alarm.look(lags),
    });
  },
};
