import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import PgBoss from 'pg-boss';
import { DataSource } from 'typeorm';

import type { SubmitReferralRequest } from '#libs/contracts';

import { Recipient, Referral, type ReferralMessage } from '../nest-documentation/entities.js';
import { ReferralsService, serveReferrals } from '../nest-front.js';
import { AGENCIES } from '../shared.js';

const url = process.env['DATABASE_URL'] ?? '';

@Injectable()
class QueueReferralsService implements ReferralsService {
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

const app = await serveReferrals(QueueReferralsService, {
  providers: [
    { provide: DataSource, useFactory: () => new DataSource({ type: 'postgres', url, entities: [Referral, Recipient] }).initialize() },
    { provide: PgBoss, useFactory: () => new PgBoss({ connectionString: url, max: 2 }).start() },
  ],
});
process.once('SIGTERM', () => {
  void app.get(PgBoss).stop({ graceful: false }).then(() => app.close()).then(() => app.get(DataSource).destroy());
});
