import { connect } from 'node:net';

import { failure, success } from '#libs/kernel';

import type { Server, ServerOutcome } from './server.js';

const CONNECT_TIMEOUT_MS = 5_000;
function notOurs(name: Server['name']): Server {
  return { name, pids: () => ({}), isRunning: () => true, stop: () => Promise.resolve() };
}

/** A PostgreSQL that the sandbox uses and never stops. The first migration finds out whether the log-in works. */
export async function externalPostgres(url: string): Promise<ServerOutcome> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (await accepts(host, Number(port || 5432))) return success(notOurs('postgres'));
  return failure({
    code: 'NOT_READY',
    message: `No PostgreSQL can be reached at ${host}:${port || 5432}, which DATABASE_URL names.`,
    remedy: 'Start it or correct DATABASE_URL, or take DATABASE_URL away to get a local one.',
  });
}

/** A Kafka that the sandbox uses and never stops. One broker that answers is enough to find the others. */
export async function externalKafka(brokers: readonly string[]): Promise<ServerOutcome> {
  const answers = await Promise.all(brokers.map((broker) => {
    const at = broker.lastIndexOf(':');
    return accepts(broker.slice(0, at).replace(/^\[|\]$/g, ''), Number(broker.slice(at + 1)));
  }));
  if (answers.includes(true)) return success(notOurs('kafka'));
  return failure({
    code: 'NOT_READY',
    message: `No Kafka can be reached at ${brokers.join(', ')}, which KAFKA_BROKERS names.`,
    remedy: 'Start it or correct KAFKA_BROKERS, or take KAFKA_BROKERS away to get a local one.',
  });
}

/** Tries a connection as a client would. Without it a wrong address causes a minute of silent retries. */
function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const answer = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => answer(false));
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
