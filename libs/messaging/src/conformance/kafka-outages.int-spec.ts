import { startTestKafka } from '#libs/testing';

import { KafkaDriver } from './kafka-driver.js';
import { messagingConformance } from './messaging-conformance.js';

async function driverWithItsOwnBroker(): Promise<KafkaDriver> {
  const kafka = await startTestKafka();
  const [node] = kafka.nodes;
  if (node === undefined) throw new Error('a Kafka without a node was started');
  return new KafkaDriver(kafka.brokers, {
    outage: {
      // Kills the broker instead of stopping it, so that connections break in the middle of a request.
      stop: () => node.kill(),
      restart: async () => {
        const started = await node.start();
        if (!started.ok) throw new Error(started.error.message);
      },
    },
    end: () => kafka.stop(),
  });
}

messagingConformance('Kafka that is killed and comes back', driverWithItsOwnBroker, ['outages']);
