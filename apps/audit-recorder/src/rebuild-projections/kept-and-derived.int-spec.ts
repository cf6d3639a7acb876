import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  DeadlineNotStartedContract, DeadlineStartedContract, DeadlineWarnedContract, encodeEvent, type EventContract, type OutgoingMessage,
} from '#libs/contracts';
import { newId } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { ChangeFacts, ReferralFacts } from '#libs/testing';

import { PROJECTIONS } from '../grants.js';
import { query, record, TemporaryRecorder } from '../test-support/temporary-recorder.js';
import { rebuildProjections } from './rebuild-projections.js';

const CSC = 'northshire-csc';
const SCHOOL = 'hilltop-school';

/** The kind of every table of the recorder's schema. The first test fails for a table of no kind. */
const KEPT_FOR_EVER = /^(event|verdict)(_default|_\d{4}_\d{2})?$/;
/** From the log, kept beside it so that a new fact or statement is judged together with the earlier ones. A rebuild checks the verdicts. */
const JUDGED = ['statement', 'sent_copy', 'declined_redirect', 'judged_referral'];
/** What the portal records when it answers: the manifests of exports. */
const RECORDED_BY_THE_PORTAL = ['export_manifest'];
/** Records of access, kept for ever and derived from nothing; and counts of unknown callers, kept for 90 days. */
const OF_ACCESS = ['access_log', 'access_record', 'portal_access_record', 'unknown_caller', 'portal_unknown_caller'];
const ON_ITS_WAY = ['inbox_message', 'outbox', 'quarantine', 'seen_proof', 'portal_seen_proof'];
const OF_THE_SCHEMA = /migration/;

/** A count that rose and fell to zero equals no row, because its presence depends on how many events were folded at once. */
const NOT_NOUGHT = 'WHERE recipients <> 0';

/** All of the projections, row for row, as text. */
async function dump(database: Database): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const table of PROJECTIONS) {
    const { rows } = await query<{ row: string }>(database, `SELECT t::text AS row FROM ${table} AS t ${table === 'agency_tally' ? NOT_NOUGHT : ''} ORDER BY 1`);
    texts.set(table, rows.map(({ row }) => row).join('\n'));
  }
  return texts;
}

describe('what is kept for ever, and what is made from it', () => {
  let recorder: TemporaryRecorder;
  let app: Database;
  let admin: Database;

  beforeAll(async () => {
    recorder = await TemporaryRecorder.create();
    [app, admin] = [await recorder.open(), await recorder.open('admin')];
    const intake = recorder.intake(app);
    for (const message of everything(recorder)) expect(await record(intake, [message])).toMatchObject({ quarantined: {} });
  });
  afterAll(() => recorder.remove());

  it('every table of the schema has its kind: a log, judged from it, recorded by the portal, a projection, or on its way', async () => {
    const { rows } = await query<{ name: string }>(admin, 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()');
    const names = rows.map(({ name }) => name);
    const known: readonly string[] = [...RECORDED_BY_THE_PORTAL, ...OF_ACCESS, ...ON_ITS_WAY, ...JUDGED, ...PROJECTIONS];
    const unknown = names.filter((name) => !KEPT_FOR_EVER.test(name) && !OF_THE_SCHEMA.test(name) && !known.includes(name));
    expect(unknown).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['event', 'verdict', ...known]));
  });

  it('every projection, thrown away, comes back from the log byte for byte, batch by batch', async () => {
    const before = await dump(app);
    // A projection without a row proves nothing. Give it a row in `everything`.
    expect([...before].filter(([, text]) => text === '').map(([table]) => table)).toEqual([]);
    for (const table of PROJECTIONS) await query(app, `DELETE FROM ${table}`);
    const progress: number[] = [];
    const events = await rebuildProjections(app, { batchSize: 7, onProgress: (count) => progress.push(count) });
    expect(await dump(app)).toEqual(before);
    expect(progress.length).toBeGreaterThan(2);
    expect(progress.at(-1)).toBe(events);
    await rebuildProjections(app);
    expect(await dump(app)).toEqual(before);
  });

  it('holds nothing that the log does not: rebuilt from an empty log, no projection has a row left', async () => {
    await query(admin, 'ALTER TABLE event DISABLE TRIGGER ALL');
    const { rows } = await query<{ name: string }>(admin, "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'event'::regclass");
    for (const { name } of rows) await query(admin, `ALTER TABLE ${name} DISABLE TRIGGER ALL`);
    // Without their log, verdicts would differ from it.
    await query(admin, 'TRUNCATE event, statement');
    expect(await rebuildProjections(app)).toBe(0);
    expect([...(await dump(app))].filter(([, text]) => text !== '').map(([table]) => table)).toEqual([]);
  });
});

/** One message of every kind that leaves a row in a projection. */
function everything({ topics }: TemporaryRecorder): readonly OutgoingMessage[] {
  const facts = new ReferralFacts(topics);
  const changes = new ChangeFacts(topics, facts);
  const [correction, regrade, found, withdrawal, incident] = [newId(), newId(), newId(), newId(), newId()];
  const deadlineEvent = <Data extends { readonly referralId: string }>(contract: EventContract<Data>, example: string, agency: string): OutgoingMessage => {
    const data = { ...(contract.examples[example] as Data), agency };
    return encodeEvent(contract, {
      topic: topics.notice(agency), key: 'case', id: newId(), source: '/deadline-watch', subject: data.referralId,
      time: '2026-05-26T16:00:00.000Z', correlationId: newId(), data,
    });
  };
  return [
    changes.incident(incident, 2_000), facts.published([CSC, SCHOOL]), changes.linked(incident, 2_000), facts.receipt(CSC, 'delivered', 1), facts.unreadable(SCHOOL, 2),
    changes.correction(correction, [CSC, SCHOOL], 10, ['/narrative', '/children/7f0d3c52-6a1e-4b7f-9c55-2d8e4a906b11/selfDefinedEthnicity/code']), changes.receipt(correction, 'correction', CSC, 'acknowledged', 15),
    changes.regrade(regrade, 'amber', [CSC], 20), changes.found(found, [CSC], 30), ...changes.everythingElse(CSC, 40),
    deadlineEvent(DeadlineStartedContract, 'one-working-day', CSC), deadlineEvent(DeadlineWarnedContract, 'at-half', CSC),
    deadlineEvent(DeadlineNotStartedContract, 'calendar-ends-too-early', SCHOOL), changes.withdrawal(withdrawal, [CSC, SCHOOL], 50),
  ];
}
