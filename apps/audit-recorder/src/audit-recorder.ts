import { agencyTopicsOf, type Partnership } from '#libs/agreements';
import { connectConsumer, PARTNERSHIP, StatementAlarm } from '#libs/app-wiring';
import { auditRecorderSettings, kafkaOf, type AuditRecorderSettings } from '#libs/config';
import { Topics } from '#libs/contracts';
import type { HttpAppDefinition } from '#libs/http-api';
import { Database } from '#libs/persistence';

import { AppModule } from './app.module.js';
import { ACCESS_CHANNEL, ACKNOWLEDGEMENT_CHANNEL, LIFECYCLE_CHANNEL, NOTICE_CHANNEL } from './consume/consume-events.handler.js';

/** The definition of the audit recorder, shared by its program, its tests and its OpenAPI document. */
export const auditRecorder: HttpAppDefinition<AuditRecorderSettings> = {
  name: 'audit-recorder',
  title: 'Safeguarding Exchange: audit recorder',
  description:
    'Writes every fact, and every statement of an agency with its verdict, into append-only logs, and keeps the views that the audit '
    + 'portal answers from. Its API is for operators: what it could not record, and the way out of that.',
  tags: [],
  settings: auditRecorderSettings,
  module: (settings) => AppModule.with(settings),
  prepare: (app, settings, runtime) => {
    const { topicPrefix } = settings;
    const topics = new Topics(topicPrefix);
    const agencies = agencyTopicsOf(app.get<Partnership>(PARTNERSHIP));
    const alarm = new StatementAlarm({ database: app.get(Database), copiesFrom: topics.lifecycle(), ...runtime });
    connectConsumer(app, runtime, {
      kafka: kafkaOf(settings),
      clientId: 'audit-recorder',
      groupId: topics.recorderGroup(),
      channels: {
        [LIFECYCLE_CHANNEL]: [topics.lifecycle()],
        [ACCESS_CHANNEL]: [topics.access()],
        [ACKNOWLEDGEMENT_CHANNEL]: agencies.map((agency) => topics.acknowledgement(agency)),
        [NOTICE_CHANNEL]: agencies.map((agency) => topics.notice(agency)),
      },
      // Without Kafka the recorder has no work to do.
      required: true,
      onLag: (lags) => alarm.look(lags),
    });
  },
};
