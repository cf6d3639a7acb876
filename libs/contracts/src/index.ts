export * from './events/index.js';
export * from './http/index.js';
export * from './problems/index.js';
export * from './published/index.js';
export {
  addressKeyOf, appNamed, APPS, appWithId, audienceOf, defaultPortOf, type AppAddressKey, type AppDescription, type AppId, type AppName, type ConsumerGroup,
  type SharedAppId,
} from './transport/apps.js';
export { COMMAND_LINE_CLIENT, DEVELOPMENT_ISSUER, TOKEN_SCOPE } from './transport/development-issuer.js';
export { KAFKA_ADMINISTRATOR, KAFKA_BROKER, principalOf, principalsOf, RESERVED_PRINCIPALS, rightsOf, type KafkaRight } from './transport/kafka-rights.js';
export type { IncomingMessage, MessageBatch, MessagePublisher, OutgoingMessage, PublishOutcome } from './transport/message.js';
export { partitionFor } from './transport/partition.js';
export { ACCESS_TOPIC, AGENCY_PARTITIONS, keyOfPartition, partitionOfCase, Topics, type TopicDefinition } from './transport/topics.js';
export * from './validation/index.js';
