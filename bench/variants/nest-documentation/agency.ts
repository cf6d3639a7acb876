import 'reflect-metadata';
import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientKafka, ClientsModule, EventPattern, Payload, type MicroserviceOptions } from '@nestjs/microservices';
import { randomUUID } from 'node:crypto';
import { lastValueFrom } from 'rxjs';
import { DataSource } from 'typeorm';

import { ReceivedReferral, type AcknowledgementMessage, type ReferralMessage } from './entities.js';
import { databaseProvider, KAFKA_CLIENT, kafkaClient, kafkaServer, topics } from './servers.js';

const AGENCY = process.env['AGENCY_ID'] ?? '';

@Controller()
class InboxController {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(KAFKA_CLIENT) private readonly kafka: ClientKafka,
  ) {}

  @EventPattern<string>(topics.referral(AGENCY))
  async receive(@Payload() { messageId, referralId, content }: ReferralMessage): Promise<void> {
    await this.dataSource.getRepository(ReceivedReferral).save({ messageId, referralId, agency: AGENCY, content });
    const value: AcknowledgementMessage = {
      receiptId: randomUUID(), referralId, agency: AGENCY, rung: 'delivered', occurredAt: new Date().toISOString(),
    };
    await lastValueFrom(this.kafka.emit(topics.acknowledgement(AGENCY), { key: referralId, value }), { defaultValue: undefined });
  }
}

@Module({
  imports: [ClientsModule.register([kafkaClient(`agency-${AGENCY}`)])],
  controllers: [InboxController],
  providers: [databaseProvider],
})
class AgencyModule {}

const app = await NestFactory.createMicroservice<MicroserviceOptions>(AgencyModule, {
  ...kafkaServer(`agency-${AGENCY}`), logger: ['warn', 'error'],
});
app.enableShutdownHooks();
await app.listen();
process.stdout.write('READY\n');
