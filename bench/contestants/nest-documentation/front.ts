import 'reflect-metadata';
import { Body, Controller, HttpCode, Inject, Injectable, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientKafka, ClientsModule } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import { lastValueFrom } from 'rxjs';
import { DataSource } from 'typeorm';

import { SubmitReferralRequest } from '#libs/contracts';

import { AGENCIES } from '../contestant.js';
import { databaseProviders } from './database.providers.js';
import { Recipient, Referral, type ReferralMessage } from './entities.js';
import { KAFKA_CLIENT, kafkaClient, topics } from './kafka.js';

@Injectable()
class ReferralsService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(KAFKA_CLIENT) private readonly kafka: ClientKafka,
  ) {}

  /** Committed first, and then in Kafka, before the caller hears of it: without an outbox that is what a 202 has to wait for. */
  async create(request: SubmitReferralRequest): Promise<Referral> {
    const referral = await this.dataSource.transaction(async (manager) => {
      const saved = await manager.save(Referral, { caseReference: request.caseReference, content: request });
      for (const agency of AGENCIES) await manager.save(Recipient, { referralId: saved.id, agency });
      return saved;
    });
    await Promise.all(AGENCIES.map((agency) => this.send(agency, referral)));
    return referral;
  }

  private async send(agency: string, { id, caseReference, content }: Pick<Referral, 'id' | 'caseReference' | 'content'>): Promise<void> {
    const value: ReferralMessage = { messageId: randomUUID(), referralId: id, content };
    await lastValueFrom(this.kafka.emit(topics.referral(agency), { key: caseReference, value }), { defaultValue: undefined });
  }
}

@Controller('referrals')
class ReferralsController {
  constructor(@Inject(ReferralsService) private readonly referrals: ReferralsService) {}

  @Post()
  @HttpCode(202)
  async create(@Body() request: SubmitReferralRequest): Promise<{ referralId: string }> {
    const { id } = await this.referrals.create(request);
    return { referralId: id };
  }
}

@Module({
  imports: [ClientsModule.register([kafkaClient('front')])],
  controllers: [ReferralsController],
  providers: [...databaseProviders, ReferralsService],
})
class FrontModule {}

const app = await NestFactory.create<NestFastifyApplication>(FrontModule, new FastifyAdapter(), { logger: ['warn', 'error'] });
app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
app.enableShutdownHooks();
await app.listen(Number(process.env['PORT']), '127.0.0.1');
process.stdout.write('READY\n');
