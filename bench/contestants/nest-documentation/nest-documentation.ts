import { DataSource } from 'typeorm';

import { freePort, type ManagedProcess } from '#libs/local-services';

import { AuditTable } from '../audit-table.js';
import { AGENCIES, type Arena, type Contestant, type Running } from '../contestant.js';
import { startProgram, stopAll, untilItSaysReady } from '../processes.js';
import { ensureTopicsOf } from '../topics.js';
import { AuditEvent, ReceivedReferral, Recipient, Referral } from './entities.js';

const DATABASE = 'bench_nest';
const FOLDER = 'bench/contestants/nest-documentation';

/** A pipeline as Nest's documentation would have it: README.md in this folder says what that means and what it leaves out. */
export const nestDocumentation: Contestant = {
  id: 'nest',
  title: 'Nest as documented',
  unavailable: () => undefined,
  prepare: async (arena) => {
    await ensureTopicsOf('nest', arena);
    const entities = [Referral, Recipient, ReceivedReferral, AuditEvent];
    const dataSource = new DataSource({ type: 'postgres', url: await arena.database(DATABASE), entities, synchronize: true });
    await dataSource.initialize();
    await dataSource.destroy();
  },
  start: startPipeline,
};

async function startPipeline(arena: Arena): Promise<Running> {
  const url = await arena.database(DATABASE);
  const environment = { DATABASE_URL: url, KAFKA_BROKERS: arena.brokers.join(',') };
  const port = await freePort();
  const started: ManagedProcess[] = [];
  const begin = async (name: string, program: string, more: Readonly<Record<string, string>>): Promise<void> => {
    started.push(await startProgram(arena, { name, program: `${FOLDER}/${program}.js`, environment: { ...environment, ...more } }));
  };
  try {
    await begin('nest front', 'front', { PORT: String(port) });
    for (const agency of AGENCIES) await begin(`nest agency ${agency}`, 'agency', { AGENCY_ID: agency });
    await begin('nest audit', 'audit', {});
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
