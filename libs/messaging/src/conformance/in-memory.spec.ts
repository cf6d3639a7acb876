import { newId } from '#libs/kernel';

import { InMemoryBroker } from '../in-memory/in-memory-broker.js';
import { messagingConformance } from './messaging-conformance.js';

messagingConformance('in memory', () => {
  const broker = new InMemoryBroker();
  return Promise.resolve({
    createTopic: (partitions, maxBytes) => {
      const name = `topic-${newId()}`;
      broker.createTopic(name, partitions, maxBytes);
      return Promise.resolve(name);
    },
    newGroup: () => `group-${newId()}`,
    publisher: () => broker.publisher(),
    consumer: (request) => broker.consumer(request),
    committed: (groupId, topic) =>
      Promise.resolve(
        Array.from({ length: broker.partitionCount(topic) }, (_, partition) => broker.committed(groupId, topic, partition)),
      ),
    outage: {
      stop: () => Promise.resolve(broker.stop()),
      restart: () => Promise.resolve(broker.restart()),
    },
    cleanUp: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
}, ['publishing', 'consuming', 'groups', 'outages']);
