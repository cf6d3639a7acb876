import PgBoss from 'pg-boss';
import { DataSource } from 'typeorm';

import { ENTITIES } from '../nest-documentation/entities.js';
import { AGENCIES } from '../shared.js';
import { auditTable, startPrograms, type Variant } from '../variant.js';

const DATABASE = 'bench_pgboss';

/** A queue in PostgreSQL instead of Kafka: one job for each agency, in the transaction of the referral. */
export const pgBoss: Variant = {
  id: 'pgboss',
  title: 'pg-boss',
  prepare: async (arena) => {
    const url = await arena.database(DATABASE);
    const dataSource = new DataSource({ type: 'postgres', url, entities: ENTITIES, synchronize: true });
    await dataSource.initialize();
    await dataSource.destroy();
    const boss = await new PgBoss(url).start();
    for (const agency of AGENCIES) await boss.createQueue(agency);
    await boss.stop({ graceful: false });
  },
  start: async (arena) => {
    const url = await arena.database(DATABASE);
    return startPrograms(arena, { folder: 'pg-boss', front: 'front', agency: 'worker', environment: { DATABASE_URL: url }, auditOf: () => auditTable(url) });
  },
};
