import { Inject, Injectable } from '@nestjs/common';
import { ClientKafka, ClientsModule } from '@nestjs/microservices';
import { randomUUID } from 'node:crypto';
import { lastValueFrom } from 'rxjs';
import { DataSource } from 'typeorm';

import type { SubmitReferralRequest } from '#libs/contracts';

import { ReferralsService, serveReferrals } from '../nest-front.js';
import { AGENCIES } from '../shared.js';
import { Recipient, Referral, type ReferralMessage } from './entities.js';
import { databaseProvider, KAFKA_CLIENT, kafkaClient, topics } from './servers.js';

@Injectable()
class KafkaReferralsService implements ReferralsService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(KAFKA_CLIENT) private readonly kafka: ClientKafka,
  ) {}

  /** The 202 waits for the commit and then for Kafka, because there is no outbox. */
  async create(request: SubmitReferralRequest): Promise<string> {
    const { id } = await this.dataSource.transaction(async (manager) => {
      const saved = await manager.save(Referral, { caseReference: request.caseReference, content: request });
      for (const agency of AGENCIES) await manager.save(Recipient, { referralId: saved.id, agency });
      return saved;
    });
    await Promise.all(AGENCIES.map((agency) => this.send(agency, id, request)));
    return id;
  }

  private async send(agency: string, referralId: string, content: SubmitReferralRequest): Promise<void> {
    const value: ReferralMessage = { messageId: randomUUID(), referralId, content };
    await lastValueFrom(this.kafka.emit(topics.referral(agency), { key: content.caseReference, value }), { defaultValue: undefined });
  }
}

const app = await serveReferrals(KafkaReferralsService, { imports: [ClientsModule.register([kafkaClient('front')])], providers: [databaseProvider] });
app.enableShutdownHooks();
