import 'reflect-metadata';
import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload, type MicroserviceOptions } from '@nestjs/microservices';
import { DataSource } from 'typeorm';

import { AGENCIES } from '../shared.js';
import { AuditEvent, type AcknowledgementMessage } from './entities.js';
import { databaseProvider, kafkaServer, topics } from './servers.js';

@Controller()
class AuditController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @EventPattern<readonly string[]>(AGENCIES.map((agency) => topics.acknowledgement(agency)))
  async record(@Payload() { receiptId, referralId, agency, rung, occurredAt }: AcknowledgementMessage): Promise<void> {
    await this.dataSource.getRepository(AuditEvent).save({ receiptId, referralId, agency, rung, occurredAt: new Date(occurredAt) });
  }
}

@Module({ controllers: [AuditController], providers: [databaseProvider] })
class AuditModule {}

const app = await NestFactory.createMicroservice<MicroserviceOptions>(AuditModule, { ...kafkaServer('audit'), logger: ['warn', 'error'] });
app.enableShutdownHooks();
await app.listen();
process.stdout.write('READY\n');
