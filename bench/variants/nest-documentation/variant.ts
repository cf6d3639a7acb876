import { DataSource } from 'typeorm';

import { auditTable, ensureTopics, startPrograms, type Variant } from '../variant.js';
import { ENTITIES } from './entities.js';

const DATABASE = 'bench_nest';

/** A pipeline as Nest's documentation shows it. README.md in this folder lists its parts and the parts that it lacks. */
export const nestDocumentation: Variant = {
  id: 'nest',
  title: 'Nest as documented',
  prepare: async (arena) => {
    await ensureTopics('nest', arena);
    const dataSource = new DataSource({ type: 'postgres', url: await arena.database(DATABASE), entities: ENTITIES, synchronize: true });
    await dataSource.initialize();
    await dataSource.destroy();
  },
  start: async (arena) => {
    const url = await arena.database(DATABASE);
    const environment = { DATABASE_URL: url, KAFKA_BROKERS: arena.brokers.join(',') };
    return startPrograms(arena, { folder: 'nest-documentation', front: 'front', agency: 'agency', audit: 'audit', environment, auditOf: () => auditTable(url) });
  },
};
