import { agencyTopicsOf, type Partnership } from '#libs/agreements';
import { clockPolicyOf, connectConsumer, PARTNERSHIP, StatementAlarm } from '#libs/app-wiring';
import { deadlineWatchSettings, kafkaOf, type DeadlineWatchSettings } from '#libs/config';
import { Topics } from '#libs/contracts';
import type { HttpAppDefinition } from '#libs/http-api';
import { KafkaTopicAdmin } from '#libs/messaging';
import { Database, OutboxRelay } from '#libs/persistence';

import { AppModule } from './app.module.js';
import { ACKNOWLEDGEMENT_CHANNEL, LIFECYCLE_CHANNEL } from './fold-facts/fold-facts.handler.js';
import { requireVersions } from './require-versions/require-versions.js';
import { Scanner } from './scan/scanner.js';
import { refoldRefused } from './fold-facts/refold-refused.js';

/** Facts are taken twice as often as the scan looks for due notices, because no clock needs them sooner. */
const FACTS_PACE_MS = 500;

/** The definition of the deadline watch, shared by its program, its tests and its OpenAPI document. */
export const deadlineWatch: HttpAppDefinition<DeadlineWatchSettings> = {
  name: 'deadline-watch',
  title: 'Safeguarding Exchange: deadline watch',
  description:
    'Turns the events of police and agencies into clocks, warns before a due time, and calls the next one up the chain after it, until '
    + 'somebody answers. Its API is for operators: which clocks run, which are breached, and what could not be taken.',
  tags: [{ name: 'Clocks', description: 'Which clocks run, are met, or are breached, and who was called.', paths: /^\/v1\/clocks/ }],
  settings: deadlineWatchSettings,
  module: (settings) => AppModule.with(settings),
  prepare: async (app, settings, runtime) => {
    const topics = new Topics(settings.topicPrefix);
    const kafka = kafkaOf(settings);
    const partnership = app.get<Partnership>(PARTNERSHIP);
    const policy = clockPolicyOf(partnership);
    const database = app.get(Database);
    await requireVersions(database, policy);
    const agencies = agencyTopicsOf(partnership);
    const channels = {
      [LIFECYCLE_CHANNEL]: [topics.lifecycle()],
      [ACKNOWLEDGEMENT_CHANNEL]: agencies.map((agency) => topics.acknowledgement(agency)),
    };
    const groupId = topics.deadlineGroup();
    const alarm = new StatementAlarm({ database, copiesFrom: topics.lifecycle(), ...runtime });
    connectConsumer(app, runtime, {
      kafka, clientId: 'deadline-watch', groupId, channels, required: true, paceMs: FACTS_PACE_MS, onLag: (lags) => alarm.look(lags),
    });
    await refoldRefused(database, policy);
    const admin = new KafkaTopicAdmin({ ...kafka, clientId: 'deadline-watch-scan', logger: runtime.logger });
    runtime.shutdown.add('relay', 'scan-admin', () => admin.close());
    const lag = () => admin.lag(groupId, Object.values(channels).flat());
    new Scanner({ database, relay: app.get(OutboxRelay), topics, policy, lag, runtime }).start();
  },
};
