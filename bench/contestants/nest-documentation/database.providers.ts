import { DataSource } from 'typeorm';

import { AuditEvent, ReceivedReferral, Recipient, Referral } from './entities.js';

/** The provider of the documentation's recipe "SQL (TypeORM)". Tables are made once, when the bench prepares. */
export const databaseProviders = [
  {
    provide: DataSource,
    useFactory: async () => {
      const dataSource = new DataSource({
        type: 'postgres',
        url: process.env['DATABASE_URL'] ?? '',
        entities: [Referral, Recipient, ReceivedReferral, AuditEvent],
        synchronize: process.env['SYNCHRONIZE'] === 'yes',
      });
      return dataSource.initialize();
    },
  },
];
