import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { failure, newId, sha256Hex, success, systemClock, type Outcome } from '#libs/kernel';
import { DemoTokens, NoDemoToken, type SandboxFile } from '#libs/local-services';

import { change, notifyIncidents } from './changes.js';
import { demoReferral, occurredAt } from './demo-referral.js';
import { DemoFailed, ExchangeClient } from './exchange-client.js';
import { sendUnreadableReferral, type UnreadableMessage } from './poison.js';
import { DEMO_REFERRALS, type DemoReferral } from './demo-referrals.js';

interface DemoRecord {
  /** The database that the demo was loaded into, because another database does not have it. */
  readonly database: string;
  /** Time of the first load. Every later load uses it, so that the referrals and this message stay the same. */
  readonly day: string;
  readonly unreadable: UnreadableMessage;
  readonly loaded: boolean;
  /** The id of each referral, by its case reference. */
  readonly referrals: DemoIds;
}

export type DemoIds = Readonly<Record<string, string>>;

/**
 * Fills an exchange with two weeks of referrals, through its own APIs. It loads once per database. It resumes a load that was cut
 * off: it recognises a referral by its idempotency key, an answer by the rungs that are stated already, and the unreadable message
 * by its id.
 *
 * @returns the ids of the referrals by case reference, or a sentence when it could not be finished.
 */
export async function loadDemo(sandbox: SandboxFile, progress: (line: string) => void, signal: AbortSignal): Promise<Outcome<DemoIds, string>> {
  const file = join(sandbox.dataDir, 'demo.json');
  const record = readRecord(file, databaseOf(sandbox));
  if (record.loaded) return success(record.referrals);
  keep(file, record);
  progress(`Publishing ${DEMO_REFERRALS.length} demo referrals, and answering most of them`);
  try {
    const client = new ExchangeClient(sandbox.identities, new DemoTokens(sandbox.issuer.url), signal);
    const day = new Date(record.day);
    await notifyIncidents(client, day);
    const [ids] = await Promise.all([
      Promise.all(DEMO_REFERRALS.map(async (demo) => [demo.key, await loadReferral(client, demo, day)] as const)),
      sendUnreadableReferral(sandbox, 'northshire-icb', record.unreadable),
    ]);
    const referrals = Object.fromEntries(ids);
    keep(file, { ...record, loaded: true, referrals });
    return success(referrals);
  } catch (error) {
    if (error instanceof DemoFailed) return failure(error.message);
    if (error instanceof NoDemoToken) return failure(`no token was given (${error.message.replace(/\.$/, '')})`);
    return failure(`an app could not be reached (${error instanceof Error ? error.name : 'unknown'})`);
  }
}

/** @returns the id of the referral. */
async function loadReferral(client: ExchangeClient, demo: DemoReferral, day: Date): Promise<string> {
  const { referralId, children } = await client.publish(demoReferral(demo, day), demo.key);
  // All agencies act at once. An agency that a redirect names waits until the redirect has happened.
  await Promise.all(Object.entries(demo.answers).map(async ([agency, steps]) => {
    await client.untilDelivered(agency, referralId);
    const taken = await client.open(agency, referralId);
    for (const step of steps.slice(taken)) await client.take(agency, referralId, step);
  }));
  await change(client, { key: demo.key, referralId, children, occurred: occurredAt(demo, day) });
  return referralId;
}

function readRecord(file: string, database: string): DemoRecord {
  const day = systemClock.now().toISOString();
  const fresh = { database, day, unreadable: { referralId: newId(), messageId: newId(), time: day }, loaded: false, referrals: {} };
  if (!existsSync(file)) return fresh;
  const record = JSON.parse(readFileSync(file, 'utf8')) as DemoRecord;
  return record.database === database ? record : fresh;
}

function keep(file: string, record: DemoRecord): void {
  writeFileSync(`${file}.new`, JSON.stringify(record));
  renameSync(`${file}.new`, file);
}

/** Identifies a database and a Kafka, without their passwords. */
function databaseOf({ database, kafka }: SandboxFile): string {
  const { host, pathname } = new URL(database.adminUrl);
  return sha256Hex(JSON.stringify([host, pathname, kafka.brokers, kafka.topicPrefix])).slice(0, 16);
}
