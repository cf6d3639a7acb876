export {
  KafkaTopicAdmin,
  type BrokerDescription,
  type KafkaTopicAdminOptions,
  type PartitionLag,
  type TopicDescription,
  type TopicReport,
} from './admin/kafka-topic-admin.js';
export { BatchConsumer, type BatchConsumerOptions } from './consumer/batch-consumer.js';
export type { BatchHandler, BatchProgress, ConsumerState, ConsumerStatus, MessageConsumer } from './consumer/message-consumer.js';
export { InMemoryBroker } from './in-memory/in-memory-broker.js';
export type { KafkaConnection } from './kafka/kafka-client.js';
export { DURABILITY, type Durability } from './durability.js';
export { BatchContext } from './nest/batch-context.js';
export { BATCH_KAFKA, BatchKafkaServer, type BatchKafkaServerOptions } from './nest/batch-kafka-server.js';
export { TakesBatches } from './nest/takes-batches.js';
export { KafkaPublisher, type KafkaPublisherOptions } from './publisher/kafka-publisher.js';
