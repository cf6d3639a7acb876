import { testKafkaBrokers } from '#libs/testing';

import { KafkaDriver } from './kafka-driver.js';
import { messagingConformance } from './messaging-conformance.js';

messagingConformance('Kafka', () => Promise.resolve(new KafkaDriver(testKafkaBrokers())), [
  'publishing',
  'consuming',
  'groups',
]);
