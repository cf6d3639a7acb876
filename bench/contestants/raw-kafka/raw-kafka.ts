import { freePorts, type ManagedProcess } from '#libs/local-services';

import { AGENCIES, type Arena, type Contestant, type Receipt, type Running } from '../contestant.js';
import { startProgram, stopAll, untilItSaysReady } from '../processes.js';
import { ensureTopicsOf } from '../topics.js';

const FOLDER = 'bench/contestants/raw-kafka';

/** kafkajs by hand and no database: not an exchange, but what the machine gives when nothing is stored or checked. */
export const rawKafka: Contestant = {
  id: 'raw',
  title: 'raw kafkajs, no database',
  unavailable: () => undefined,
  prepare: (arena) => ensureTopicsOf('raw', arena),
  start: startCeiling,
};

async function startCeiling(arena: Arena): Promise<Running> {
  const [frontPort = 0, auditPort = 0] = await freePorts(2);
  const started: ManagedProcess[] = [];
  const begin = async (name: string, program: string, more: Readonly<Record<string, string>>): Promise<void> => {
    const environment = { KAFKA_BROKERS: arena.brokers.join(','), ...more };
    started.push(await startProgram(arena, { name, program: `${FOLDER}/${program}.js`, environment }));
  };
  try {
    await begin('raw front', 'front', { PORT: String(frontPort) });
    for (const agency of AGENCIES) await begin(`raw agency ${agency}`, 'agency', { AGENCY_ID: agency });
    await begin('raw audit', 'audit', { PORT: String(auditPort) });
    await Promise.all(started.map((child) => untilItSaysReady(child)));
  } catch (error) {
    await stopAll(started);
    throw error;
  }
  const ask = async <Answer>(path: string): Promise<Answer> => (await fetch(`http://127.0.0.1:${auditPort}${path}`)).json() as Promise<Answer>;
  return {
    target: { url: `http://127.0.0.1:${frontPort}/referrals`, headers: {} },
    processes: started,
    countSince: (since) => ask<number>(`/count?since=${since}`),
    receiptsSince: (since) => ask<readonly Receipt[]>(`/receipts?since=${since}`),
    stop: () => stopAll(started),
  };
}
