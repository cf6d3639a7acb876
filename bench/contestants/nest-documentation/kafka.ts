import { Transport, type ClientProviderOptions, type KafkaOptions } from '@nestjs/microservices';

import { topicsOf } from '../topics.js';

export const KAFKA_CLIENT = 'KAFKA_CLIENT';
export const topics = topicsOf('nest');
const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');

/** `acks: -1`: every replica in sync has it before `emit` completes. It is kafkajs's default, said aloud. */
export function kafkaClient(clientId: string): ClientProviderOptions {
  return {
    name: KAFKA_CLIENT,
    transport: Transport.KAFKA,
    options: { client: { clientId, brokers }, producerOnlyMode: true, send: { acks: -1 } },
  };
}

export function kafkaServer(name: string): KafkaOptions {
  return {
    transport: Transport.KAFKA,
    options: { client: { clientId: name, brokers }, consumer: { groupId: name } },
  };
}
