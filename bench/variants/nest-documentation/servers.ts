import { Transport, type ClientProviderOptions, type KafkaOptions } from '@nestjs/microservices';
import { DataSource } from 'typeorm';

import { topicsOf } from '../shared.js';
import { ENTITIES } from './entities.js';

export const KAFKA_CLIENT = 'KAFKA_CLIENT';
export const topics = topicsOf('nest');
const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');

/** `acks: -1`: every replica in sync has it before `emit` completes. It is kafkajs's default, written out. */
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

/** The provider of the documentation's recipe "SQL (TypeORM)". The tables are made once, when the bench prepares. */
export const databaseProvider = {
  provide: DataSource,
  useFactory: () => new DataSource({ type: 'postgres', url: process.env['DATABASE_URL'] ?? '', entities: ENTITIES }).initialize(),
};
