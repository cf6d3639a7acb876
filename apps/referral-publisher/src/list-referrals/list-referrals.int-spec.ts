import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { compileContract, ReferralListPage, type ListedReferral } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { statement, type Transaction } from '#libs/persistence';

import { changedPartnership } from '../test-support/changed-partnership.js';
import { eventually } from '../test-support/eventually.js';
import { HubCase } from '../test-support/hub-case.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';
import { beginListEpoch } from './list-epoch.js';

jest.setTimeout(60_000);

describe('the list of a force\'s referrals', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;

  const page = async (query: Readonly<Record<string, string>> = {}, organisation = 'northshire-police'): Promise<ReferralListPage> => {
    const { status, body } = await publisher.get(`/v1/referrals?${new URLSearchParams(query).toString()}`, organisation);
    expect({ status, ...(status !== 200 && { body: body as object }) }).toEqual({ status: 200 });
    expect(compileContract(ReferralListPage).validate(body)).toMatchObject({ ok: true });
    return body as ReferralListPage;
  };
  const problem = async (query: Readonly<Record<string, string>>, organisation = 'northshire-police') =>
    (await publisher.get(`/v1/referrals?${new URLSearchParams(query).toString()}`, organisation)).body as { code: string; errors?: { pointer: string; code: string; message: string }[] };
  /** All that follows a cursor, page by page. */
  const all = async (query: Readonly<Record<string, string>> = {}): Promise<{ readonly items: readonly ListedReferral[]; readonly next: string }> => {
    const items: ListedReferral[] = [];
    for (let cursor = query['cursor']; ;) {
      const { items: more, next, more: follows } = await page({ ...query, ...(cursor !== undefined && { cursor }) });
      items.push(...more);
      if (!follows) return { items, next };
      cursor = next;
    }
  };
  const submitted = async (caseReference: string): Promise<string> =>
    ((await publisher.submit(exampleReferral({ caseReference }))).body as { referralId: string }).referralId;
  /** Waits until every agency's answer that is on its way has been stored, so that nothing changes by itself. */
  const quiet = async (): Promise<string> => (await all()).next;

  beforeAll(async () => ({ exchange, publisher } = await startPublisher()));
  afterAll(() => exchange.remove(), 30_000);

  it('finds the referrals of a case however its reference is written, and no other force sees them', async () => {
    const referralId = await submitted('NSP  2026 Åse-1');
    await submitted('NSP 2026 Åse-2');
    const { items } = await all({ caseReference: ' nsp 2026 A\u030ase-1  ' });
    expect(items).toMatchObject([{ referralId, caseReference: 'NSP  2026 Åse-1', state: 'awaiting', holder: { state: 'awaiting', agencies: ['northshire-csc'] } }]);
    expect((await problem({}, 'northshire-csc')).code).toBe('IDN-012');
    expect((await publisher.get(`/v1/referrals/${referralId}`)).body).toMatchObject({ referralId, caseReference: 'NSP  2026 Åse-1' });
    expect(JSON.stringify(items)).not.toMatch(/Rosa|narrative|address/i);
    expect(exchange.logLines.join('\n')).not.toMatch(/ase-1/i);
  });

  it('shows a force nothing of another one, also for the same case reference', async () => {
    const partnership = await changedPartnership((text) => text.replace('  - id: northshire-police\n', '  - id: northmoor-police\n    name: Northmoor Police\n    code: "22"\n  - id: northshire-police\n'));
    const publisherOfBoth = await exchange.start({ PARTNERSHIP_FILE: partnership.file });
    await partnership.remove();
    const ofOther = exampleReferral({ caseReference: 'shared-name' });
    const { body: { referralId } } = await publisherOfBoth.submit({ ...ofOther, referrer: { ...ofOther.referrer, force: 'northmoor-police' } }, { organisation: 'northmoor-police' });
    const own = await submitted('shared-name');
    await quiet();
    for (const query of ['', '?caseReference=shared-name']) {
      const { body } = await publisherOfBoth.get(`/v1/referrals${query}`, 'northmoor-police');
      expect(ids((body as ReferralListPage).items)).toEqual([referralId]);
    }
    expect(ids((await all({ caseReference: 'shared-name' })).items)).toEqual([own]);
    expect(ids((await all()).items)).not.toContain(referralId);
    await publisherOfBoth.stop();
  });

  it('refuses a state that does not exist with those that do, and an empty filter', async () => {
    expect(await problem({ state: 'lost' })).toMatchObject({ code: 'GEN-011', errors: [{ pointer: '/state', message: 'This must be one of held, awaiting, no-holder, withdrawn.' }] });
    for (const name of ['caseReference', 'state', 'changedSince', 'cursor']) {
      expect(await problem({ [name]: '' })).toMatchObject({ code: 'GEN-011', errors: [{ pointer: `/${name}`, code: 'empty' }] });
    }
    expect(await problem({ caseReference: ' \u00A0' })).toMatchObject({ code: 'GEN-011', errors: [{ pointer: '/caseReference' }] });
  });

  it('lists a referral again, behind the others, at each change, and once for each', async () => {
    const [accepted, refused] = [await HubCase.publish(exchange, publisher), await HubCase.publish(exchange, publisher)];
    const withdrawn = await submitted('withdrawn');
    let next = await quiet();
    expect(await page({ cursor: next })).toEqual({ items: [], next, more: false });

    await exchange.agenciesPublish(accepted.says('delivered'), accepted.says('opened'), accepted.says('accepted'), refused.says('delivered'), refused.says('opened'));
    await accepted.stands('accepted');
    await refused.stands('opened');
    const answers = await all({ cursor: next });
    expect(new Set(ids(answers.items))).toEqual(new Set([accepted.referralId, refused.referralId]));
    expect(answers.items.findLast(({ referralId }) => referralId === accepted.referralId)).toMatchObject({ state: 'held', holder: { agencies: ['northshire-csc'] } });

    ({ next } = answers);
    await exchange.agenciesPublish(refused.says('refused'));
    await refused.stands('refused');
    expect((await publisher.record(`/v1/referrals/${withdrawn}/withdrawal`, { reason: 'wrong-child' })).status).toBe(201);
    const changes = await all({ cursor: next });
    expect(new Set(ids(changes.items))).toEqual(new Set([refused.referralId, withdrawn]));
    for (const [state, id] of [['held', accepted.referralId], ['no-holder', refused.referralId], ['withdrawn', withdrawn]] as const) {
      const { items } = await all({ state });
      expect(ids(items)).toContain(id);
      expect(items.every((each) => each.state === state)).toBe(true);
      expect((await all({ state, limit: '1' })).items).toEqual(items);
    }
    expect(await page({ cursor: changes.next })).toEqual({ items: [], next: changes.next, more: false });
    expect((await problem({ cursor: changes.next, state: 'held' })).code).toBe('GEN-017');
  });

  it('begins at a time that is asked for', async () => {
    await submitted('before');
    const [row] = await exchange.sql<{ at: Date }>('SELECT max(changed_at) + interval \'1 millisecond\' AS at FROM last_change');
    const later = await eventually('a later change', async () => {
      const id = await submitted('after');
      const [listed] = (await all({ caseReference: 'after', changedSince: row?.at.toISOString() ?? '' })).items;
      return listed !== undefined && id;
    });
    expect(ids((await all({ changedSince: row?.at.toISOString() ?? '' })).items)).toContain(later);
    expect((await page({ caseReference: 'before', changedSince: row?.at.toISOString() ?? '' })).items).toEqual([]);
  });

  it('misses no change of a transaction that began first and commits last', async () => {
    const [slow, fast] = [await submitted('slow'), await submitted('fast')];
    const next = await quiet();
    const slowly = await changing(exchange, slow);
    const quickly = await changing(exchange, fast);
    expect(BigInt(slowly.transaction) < BigInt(quickly.transaction)).toBe(true);
    await quickly.commit();
    // The later one has committed. The list says that more follows, and does not go beyond the earlier one.
    const meanwhile = await page({ cursor: next });
    expect(meanwhile).toEqual({ items: [], next, more: true });
    await slowly.commit();
    const both = await all({ cursor: meanwhile.next });
    expect(ids(both.items)).toEqual([slow, fast]);
    expect((await page({ cursor: both.next })).items).toEqual([]);
  });

  it('forgets a change that was rolled back, and goes on behind it', async () => {
    const [kept, undone] = [await submitted('kept'), await submitted('undone')];
    const next = await quiet();
    const failing = await changing(exchange, undone);
    const lasting = await changing(exchange, kept);
    await lasting.commit();
    await failing.rollBack();
    expect(ids((await all({ cursor: next })).items)).toEqual([kept]);
  });

  it('refuses the cursors of a database that was restored, and shows every referral to a client that begins again', async () => {
    const before = await all();
    const [row] = await exchange.sql<{ referral_id: string }>('SELECT referral_id FROM last_change ORDER BY changed_in LIMIT 1');
    // A dump that was restored in a new server has rows of transactions which that server has not reached.
    await exchange.sql(`UPDATE last_change SET changed_in = '900000000000000000' WHERE referral_id = '${row?.referral_id}'`);
    expect((await page()).more).toBe(true);
    await beginListEpoch(exchange.admin);
    expect((await problem({ cursor: before.next })).code).toBe('GEN-017');
    expect(new Set(ids((await all()).items))).toEqual(new Set(ids(before.items)));
  });
});

function ids(items: readonly ListedReferral[]): readonly string[] {
  return items.map(({ referralId }) => referralId);
}

interface Changing {
  readonly transaction: string;
  commit(): Promise<void>;
  rollBack(): Promise<void>;
}

/** A transaction that has changed a referral and is still open. */
async function changing(exchange: PublisherUnderTest, referralId: string): Promise<Changing> {
  let done: Promise<void> = Promise.resolve();
  const change = async (transaction: Transaction): Promise<string> => {
    await transaction.run(statement(`test-change-${newId()}`, `INSERT INTO redirect_outcome VALUES ('${referralId}', 'northshire-csc', '${newId()}', 'forwarded', exchange_now())`));
    const { rows: [row] } = await transaction.run<{ xid: string }>(statement('test-xid', 'SELECT pg_current_xact_id()::text AS xid'));
    return row?.xid ?? '';
  };
  const { end, transaction } = await new Promise<{ end: (isKept: boolean) => void; transaction: string }>((open, failed) => {
    done = exchange.admin.transaction(async (own) => {
      const xid = await change(own);
      if (!await new Promise<boolean>((ended) => open({ end: ended, transaction: xid }))) throw new Error('rolled back by the test');
    });
    done.catch(failed);
  });
  return {
    transaction,
    commit: async () => {
      end(true);
      await done;
    },
    rollBack: async () => {
      end(false);
      await done.catch(() => undefined);
    },
  };
}
