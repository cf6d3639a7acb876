import { createRequire } from 'node:module';
import { DataSource } from 'typeorm';

import { freePort, type ManagedProcess } from '#libs/local-services';

import { AuditTable } from '../audit-table.js';
import { AGENCIES, type Arena, type Contestant, type Running } from '../contestant.js';
import { startProgram, stopAll, untilItSaysReady } from '../processes.js';
import { Acknowledgement, AuditEvent, Recipient, Referral } from './entities.js';

const DATABASE = 'bench_pgboss';
const FOLDER = 'bench/contestants/pg-boss';

/** A queue in PostgreSQL instead of Kafka: one job for each agency, in the transaction of the referral. */
export const pgBoss: Contestant = {
  id: 'pgboss',
  title: 'pg-boss',
  unavailable: () => (isInstalled() ? undefined : 'pg-boss is not installed'),
  prepare: async (arena) => {
    const url = await arena.database(DATABASE);
    const entities = [Referral, Recipient, Acknowledgement, AuditEvent];
    const dataSource = new DataSource({ type: 'postgres', url, entities, synchronize: true });
    await dataSource.initialize();
    await dataSource.destroy();
    const { default: PgBoss } = await import('pg-boss');
    const boss = await new PgBoss(url).start();
    for (const agency of AGENCIES) await boss.createQueue(agency);
    await boss.stop({ graceful: false });
  },
  start: startQueue,
};

function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('pg-boss');
    return true;
  } catch {
    return false;
  }
}

async function startQueue(arena: Arena): Promise<Running> {
  const url = await arena.database(DATABASE);
  const port = await freePort();
  const started: ManagedProcess[] = [];
  const begin = async (name: string, program: string, more: Readonly<Record<string, string>>): Promise<void> => {
    started.push(await startProgram(arena, { name, program: `${FOLDER}/${program}.js`, environment: { DATABASE_URL: url, ...more } }));
  };
  try {
    await begin('pg-boss front', 'front', { PORT: String(port) });
    for (const agency of AGENCIES) await begin(`pg-boss worker ${agency}`, 'worker', { AGENCY_ID: agency });
    await Promise.all(started.map((child) => untilItSaysReady(child)));
  } catch (error) {
    await stopAll(started);
    throw error;
  }
  const audit = new AuditTable(url, '(SELECT referral_id, agency, recorded_at, xmin FROM audit_event) AS receipt');
  return {
    target: { url: `http://127.0.0.1:${port}/referrals`, headers: {} },
    processes: started,
    countSince: (since) => audit.countSince(since),
    receiptsSince: (since) => audit.receiptsSince(since),
    stop: async () => {
      await audit.close();
      await stopAll(started);
    },
  };
}
