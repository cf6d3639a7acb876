import { decodeEvent, LIFECYCLE_CONTRACTS, MachineStatementsContract, partitionOfCase, Topics, type IncomingMessage } from '#libs/contracts';
import { BatchedIntake } from '#libs/intake';
import { isStatementEvent } from '#libs/judgement';
import { groupBy } from '#libs/kernel';
import { Database } from '#libs/persistence';
import { statementsIn } from '#libs/safeguarding';
import { asIncoming, machineBatch, ReferralFacts } from '#libs/testing';

import { appendEvents } from '../../apps/audit-recorder/src/record-events/event-log.js';
import { factRow, statementRow, type EventRow } from '../../apps/audit-recorder/src/record-events/event-row.js';
import { factOf } from '../../apps/audit-recorder/src/record-events/recorded-fact.js';
import { RecordEvents } from '../../apps/audit-recorder/src/record-events/record-events.js';
import { AGENCIES } from '../variants/shared.js';

const topics = new Topics('');
const accepted = [...LIFECYCLE_CONTRACTS, MachineStatementsContract];
/** Referrals in a batch of the recorder; each has a publication and four deliveries, which come in a batch for each agency and partition. */
const REFERRALS_PER_BATCH = 100;
export const EVENTS_PER_BATCH = REFERRALS_PER_BATCH * (1 + AGENCIES.length);

export interface InsertCost {
  /** Milliseconds of each batch: the statement that appends to the log, alone in its transaction. */
  readonly append: readonly number[];
  /** Milliseconds of each batch: inbox, log and projections, as the recorder takes it from Kafka. */
  readonly record: readonly number[];
}

/** Times the recorder's own code on batches of new referrals. */
export async function timeInserts(url: string, schema: string, batches: number): Promise<InsertCost> {
  const database = await Database.open({ url, schema, poolSize: 2, applicationName: 'bench' });
  const intake = new BatchedIntake({ database, topics, group: topics.recorderGroup(), accepted, effects: new RecordEvents(topics, AGENCIES), recognisesRepeats: isStatementEvent });
  const append: number[] = [];
  const record: number[] = [];
  try {
    for (let batch = 0; batch < batches; batch += 1) {
      const rows = newBatch().flatMap((message) => rowsOf(message));
      append.push(await timed(() => database.transaction((transaction) => Promise.resolve(appendEvents(transaction, rows)))));
      record.push(await timed(() => intake.take({ topic: topics.lifecycle(), partition: 0, messages: newBatch() })));
    }
  } finally {
    await database.close();
  }
  return { append, record };
}

function rowsOf(message: IncomingMessage): readonly EventRow[] {
  const decoded = decodeEvent(message, accepted);
  if (!decoded.ok) throw new Error(`the bench made a message that breaks its contract: ${decoded.error.code}`);
  if (!isStatementEvent(decoded.value)) return [factRow(decoded.value, factOf(decoded.value))];
  return statementsIn(decoded.value).map((arrived) => statementRow(arrived, {
    agency: arrived.data.agency, statementId: arrived.data.receiptId, entry: arrived.entry, storedAt: arrived.data.occurredAt,
  }));
}

function newBatch(): readonly IncomingMessage[] {
  const all = Array.from({ length: REFERRALS_PER_BATCH }, () => new ReferralFacts(topics, { publishedAt: new Date() }));
  const batches = AGENCIES.flatMap((agency) => [...groupBy(all, ({ caseKey }) => partitionOfCase(caseKey))].map(([partition, facts]) =>
    machineBatch(topics, agency, partition, facts.map((each) => each.entry(agency, 'delivered', 1)))));
  return [...all.map((facts) => facts.published(AGENCIES)), ...batches].map((message) => asIncoming(message));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
