import 'reflect-metadata';
import { Body, Controller, HttpCode, Inject, Injectable, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import PgBoss from 'pg-boss';
import { DataSource } from 'typeorm';

import { SubmitReferralRequest } from '#libs/contracts';

import { AGENCIES } from '../contestant.js';
import { Recipient, Referral, type ReferralMessage } from './entities.js';

const url = process.env['DATABASE_URL'] ?? '';

@Injectable()
class ReferralsService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(PgBoss) private readonly boss: PgBoss,
  ) {}

  /** Referral, recipients and jobs become durable together: three statements in one transaction. */
  async create(request: SubmitReferralRequest): Promise<string> {
    const id = randomUUID();
    await this.dataSource.transaction(async (manager) => {
      await manager.insert(Referral, { id, caseReference: request.caseReference, content: request });
      await manager.insert(Recipient, AGENCIES.map((agency) => ({ referralId: id, agency })));
      const jobs = AGENCIES.map((agency) => {
        const data: ReferralMessage = { messageId: randomUUID(), referralId: id, content: request };
        return { name: agency, data };
      });
      const executeSql = async (text: string, values: unknown[]): Promise<{ rows: unknown[] }> => ({ rows: await manager.query(text, values) });
      await this.boss.insert(jobs, { db: { executeSql } });
    });
    return id;
  }
}

@Controller('referrals')
class ReferralsController {
  constructor(@Inject(ReferralsService) private readonly referrals: ReferralsService) {}

  @Post()
  @HttpCode(202)
  async create(@Body() request: SubmitReferralRequest): Promise<{ referralId: string }> {
    return { referralId: await this.referrals.create(request) };
  }
}

@Module({
  controllers: [ReferralsController],
  providers: [
    ReferralsService,
    { provide: DataSource, useFactory: () => new DataSource({ type: 'postgres', url, entities: [Referral, Recipient] }).initialize() },
    { provide: PgBoss, useFactory: () => new PgBoss({ connectionString: url, max: 2 }).start() },
  ],
})
class FrontModule {}

const app = await NestFactory.create<NestFastifyApplication>(FrontModule, new FastifyAdapter(), { logger: ['warn', 'error'] });
app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
await app.listen(Number(process.env['PORT']), '127.0.0.1');
process.stdout.write('READY\n');
process.once('SIGTERM', () => {
  void app.get(PgBoss).stop({ graceful: false }).then(() => app.close()).then(() => app.get(DataSource).destroy());
});
