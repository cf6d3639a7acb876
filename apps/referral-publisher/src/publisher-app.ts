import { agencyTopicsOf, type Partnership } from '#libs/agreements';
import { connectConsumer, PARTNERSHIP } from '#libs/app-wiring';
import { publisherSettings, type PublisherSettings } from '#libs/config';
import { Topics } from '#libs/contracts';
import type { HttpAppDefinition } from '#libs/http-api';

import { AppModule } from './app.module.js';
import { ACKNOWLEDGEMENTS } from './follow-answers/follow-answers.controller.js';

/** News of the answers may be a quarter of a second old; requests of the police are not to wait behind it. */
const ANSWERS_PACE_MS = 250;

export const publisherApp: HttpAppDefinition<PublisherSettings> = {
  name: 'referral-publisher',
  title: 'Safeguarding Exchange: police',
  description:
    'Police systems publish safeguarding referrals here and follow the answers. A referral that was answered with 202 is durable; '
    + 'every agency that a sharing agreement names is sent its own view of it.',
  settings: publisherSettings,
  module: (settings) => AppModule.with(settings),
  prepare: (app, { kafkaBrokers, topicPrefix }, runtime) => {
    const topics = new Topics(topicPrefix);
    connectConsumer(app, runtime, {
      kafkaBrokers,
      clientId: 'referral-publisher',
      groupId: topics.publisherGroup(),
      channels: { [ACKNOWLEDGEMENTS]: agencyTopicsOf(app.get<Partnership>(PARTNERSHIP)).map((agency) => topics.acknowledgement(agency)) },
      // Without Kafka referrals are still accepted; what is missing meanwhile is news of the answers.
      required: false,
      paceMs: ANSWERS_PACE_MS,
    });
  },
};
