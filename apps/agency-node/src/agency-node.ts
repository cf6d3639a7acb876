import { connectConsumer } from '#libs/app-wiring';
import { agencyNodeSettings, kafkaOf, type AgencyNodeSettings } from '#libs/config';
import { Topics } from '#libs/contracts';
import type { HttpAppDefinition } from '#libs/http-api';

import { AppModule } from './app.module.js';
import { NOTICE_CHANNEL } from './receive-notice/receive-notice.handler.js';
import { REFERRAL_CHANNEL } from './receive-referral/receive-referral.handler.js';

const DESCRIPTION = `What one agency's people do with the referrals that the agency received: list, open, answer, decide, feed back.

Every step is a statement by a named person and becomes a receipt for the force. Steps have an order
(opened, then accepted, refused or redirected, then decided, then fed back); one that is out of order is refused with 409 and
says what must come first. A request repeated word for word has the answer of the first and no second effect.`;

/** The definition of the agency node, shared by its program, its tests and its OpenAPI document. */
export const agencyNode: HttpAppDefinition<AgencyNodeSettings> = {
  name: 'agency-node',
  title: 'Safeguarding Exchange: agency node',
  description: DESCRIPTION,
  tags: [
    { name: 'Inbox', description: 'List the referrals that arrived, and open one.', paths: /^\/v1\/inbox(\/count|\/\{referralId\}\/openings)?$/ },
    {
      name: 'Answers', description: 'Accept, refuse or redirect; then decide; then feed back.',
      paths: /\/(acceptance|refusal|redirection|decision|feedback)$/,
    },
    { name: 'Records', description: "Acknowledge a correction, and state the agency's own milestones and records.", paths: /^\/v1\/inbox/ },
  ],
  settings: agencyNodeSettings,
  instance: ({ agencyId }) => agencyId,
  module: (settings) => AppModule.with(settings),
  prepare: (app, settings, runtime) => {
    const { agencyId, topicPrefix } = settings;
    const topics = new Topics(topicPrefix);
    connectConsumer(app, runtime, {
      kafka: kafkaOf(settings),
      clientId: `agency-node.${agencyId}`,
      groupId: topics.agencyGroup(agencyId),
      channels: { [REFERRAL_CHANNEL]: [topics.referral(agencyId)], [NOTICE_CHANNEL]: [topics.notice(agencyId)] },
      // While Kafka is down, people work with the referrals that have arrived. A load balancer must not take their inbox from them.
      required: false,
    });
  },
};
