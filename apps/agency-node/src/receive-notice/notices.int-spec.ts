import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  compileContract, DeadlineBreachedContract, DeadlineEscalatedContract, DeadlineMetContract, DeadlineStartedContract, DeadlineSupersededContract, DeadlineWarnedContract,
  envelopeDigest, InboxPage, keyOfPartition, OpenedReferral, partitionOfCase, RedirectDeclinedNoticeContract, ReferralWithdrawnNoticeContract,
  StatementsJudgedContract, type DeadlineStarted, type EventContract, type IncomingMessage, type InboxItem, type NoticedStatement, type OutgoingMessage,
} from '#libs/contracts';
import { newId } from '#libs/kernel';
import { testKafkaBrokers, testPostgresUrl } from '#libs/testing';

import { AGENCY, eventually, ExchangeUnderTest, OPERATOR, type NodeUnderTest, type SharedReferral } from '../test-support/exchange-under-test.js';

jest.setTimeout(60_000);

const ELSEWHERE = 'sw-0900';

let exchange: ExchangeUnderTest;
let node: NodeUnderTest;

beforeAll(async () => {
  exchange = await ExchangeUnderTest.create({ postgresUrl: testPostgresUrl(), kafkaBrokers: testKafkaBrokers() });
  node = await exchange.startNode();
}, 30_000);

afterAll(() => exchange.remove(), 30_000);

/** The referral in the list, once it is as wanted. */
function listed({ referralId }: SharedReferral, what: string, isWanted: (item: InboxItem) => boolean): Promise<InboxItem> {
  return eventually(what, async () => {
    const { body } = await node.get('/v1/inbox');
    expect(compileContract(InboxPage).validate(body).ok).toBe(true);
    return (body as InboxPage).items.find((item) => item.referralId === referralId && isWanted(item));
  });
}

async function received(): Promise<SharedReferral> {
  const referral = exchange.share();
  await exchange.publish(referral);
  await listed(referral, 'the referral', () => true);
  return referral;
}

const put = (path: string, { referralId }: SharedReferral, body: object = {}) => node.put(`/v1/inbox/${referralId}/${path}`, body);
const open = ({ referralId }: SharedReferral) => node.open(referralId);

/** The message of the node that states this rung. */
function sentFor({ referralId }: SharedReferral, rung: string): Promise<IncomingMessage> {
  return eventually(`the statement ${rung}`, () => sentBy(referralId).find((message) => stated(message).rung === rung));
}

function sentBy(referralId: string): readonly IncomingMessage[] {
  return exchange.sent.filter(({ value }) => String(value).includes(`"referralId":"${referralId}"`) && 'actor' in stated({ value }));
}

function stated({ value }: Pick<IncomingMessage, 'value'>): { readonly receiptId: string; readonly rung?: string; readonly occurredAt: string } {
  return JSON.parse(String(value)) as { receiptId: string; rung?: string; occurredAt: string };
}

/** The publisher's verdict on a statement, as its notice names it. */
function verdictOn(message: IncomingMessage, verdict: NoticedStatement['verdict'], code?: string): NoticedStatement {
  const { receiptId, rung, occurredAt, ...data } = stated(message) as ReturnType<typeof stated> & { readonly referralId: string; readonly actor: string };
  return {
    receiptId, digest: envelopeDigest(message.value ?? Buffer.alloc(0)), referralId: data.referralId, rung: rung as 'opened', at: occurredAt, actor: data.actor,
    verdict, ...(code !== undefined && { code }), ...(verdict === 'taken' && { countsAt: occurredAt }),
  };
}

async function judged(of: SharedReferral, ...statements: readonly NoticedStatement[]): Promise<void> {
  const data = { noticeId: newId(), agency: AGENCY, judgedAt: new Date().toISOString(), statements };
  await exchange.publish(exchange.notice(StatementsJudgedContract, data, keyOfPartition(partitionOfCase(of.key))));
}

/** An event of the example clock, about this referral. */
function event<Data extends object>(of: SharedReferral, contract: EventContract<Data>, example: string, changes: object = {}): OutgoingMessage {
  const data = { ...(contract.examples[example] as Data), referralId: of.referralId, agency: AGENCY, ...changes } as Data;
  return exchange.notice(contract, data, of.key);
}

describe('an answer of a person', () => {
  it('is stated until the exchange has taken it', async () => {
    const referral = await received();
    await open(referral);
    const accepted = await put('acceptance', referral);
    expect(accepted.body.rungs.map(({ rung, verdict }: { rung: string; verdict?: string }) => [rung, verdict])).toEqual([
      ['delivered', undefined], ['opened', 'stated'], ['accepted', 'stated'],
    ]);
    const before = await listed(referral, 'the referral', () => true);
    expect(before.notices?.notTaken?.map(({ rung, verdict, by }) => [rung, verdict, by])).toEqual([['opened', 'stated', 'sw-0142'], ['accepted', 'stated', 'sw-0142']]);

    await judged(referral, verdictOn(await sentFor(referral, 'opened'), 'taken'), verdictOn(await sentFor(referral, 'accepted'), 'taken'));
    await listed(referral, 'nothing left to take', ({ notices }) => notices === undefined);
    const { body } = await open(referral);
    expect(compileContract(OpenedReferral).validate(body).ok).toBe(true);
    expect(body.progress.rungs.map(({ rung, verdict }: { rung: string; verdict?: string }) => [rung, verdict])).toEqual([
      ['delivered', undefined], ['opened', 'taken'], ['accepted', 'taken'],
    ]);
  });

  it('shows that it was refused, with the reason, until a later notice says that it is taken', async () => {
    const referral = await received();
    await open(referral);
    await put('refusal', referral, { reason: 'not-our-remit' });
    const refusal = await sentFor(referral, 'refused');
    await judged(referral, verdictOn(refusal, 'refused', 'answered-otherwise'));
    const item = await listed(referral, 'the refusal of the answer', ({ notices }) => notices?.notTaken?.some(({ verdict }) => verdict === 'refused') === true);
    expect(item.notices?.notTaken).toContainEqual(expect.objectContaining({ rung: 'refused', verdict: 'refused', code: 'answered-otherwise', by: 'sw-0142' }));
    expect((await open(referral)).body.progress.rungs.at(-1)).toMatchObject({ rung: 'refused', verdict: 'refused', code: 'answered-otherwise' });
    await judged(referral, verdictOn(refusal, 'taken'));
    await listed(referral, 'the answer taken', ({ notices }) => notices?.notTaken?.some(({ rung }) => rung === 'refused') !== true);
  });

  it('keeps the verdict of the later notice where an earlier one is replayed from quarantine after it', async () => {
    const referral = await received();
    await open(referral);
    const opened = await sentFor(referral, 'opened');
    await exchange.sql(`ALTER TABLE judged_statement ADD CONSTRAINT too_narrow CHECK (verdict <> 'waiting')`);
    await judged(referral, verdictOn(opened, 'waiting', 'copy'));
    const letter = await eventually('the quarantined notice', async () => {
      const { body } = await node.get('/v1/dead-letters', OPERATOR);
      return (body as { items: { id: string; reasonCode: string; status: string }[] }).items.find(({ reasonCode, status }) => reasonCode === 'effect-failed' && status === 'quarantined');
    });
    await judged(referral, verdictOn(opened, 'taken'));
    await listed(referral, 'the opening taken', ({ notices }) => notices === undefined);
    await exchange.sql('ALTER TABLE judged_statement DROP CONSTRAINT too_narrow');
    expect((await node.post(`/v1/dead-letters/${letter.id}/replay`, undefined, OPERATOR)).body).toMatchObject({ result: 'replayed' });
    expect((await open(referral)).body.progress.rungs.at(-1)).toMatchObject({ rung: 'opened', verdict: 'taken' });
  });

  it('under the id of another statement is not mistaken for it: other bytes, or the same bytes in another partition', async () => {
    const referral = await received();
    await open(referral);
    const opened = verdictOn(await sentFor(referral, 'opened'), 'taken');
    await judged(referral, opened, { ...opened, digest: 'ab'.repeat(32), verdict: 'refused', code: 'id-used', actor: ELSEWHERE });
    const other = keyOfPartition(1 - partitionOfCase(referral.key));
    const elsewhere = { ...opened, verdict: 'refused' as const, code: 'wrong-partition' };
    await exchange.publish(exchange.notice(
      StatementsJudgedContract, { noticeId: newId(), agency: AGENCY, judgedAt: new Date().toISOString(), statements: [elsewhere] }, other,
    ));
    const item = await listed(referral, 'both other statements', ({ notices }) => notices?.elsewhere?.length === 2);
    expect(item.notices?.elsewhere?.map(({ code }) => code).toSorted()).toEqual(['id-used', 'wrong-partition']);
    expect((await open(referral)).body.progress.rungs.at(-1)).toMatchObject({ rung: 'opened', verdict: 'taken' });
  });

  it('that was given by another client of the agency is shown', async () => {
    const referral = await received();
    await judged(referral, {
      receiptId: newId(), digest: 'cd'.repeat(32), referralId: referral.referralId, rung: 'accepted', at: '2026-05-23T09:02:00.000Z', actor: ELSEWHERE,
      verdict: 'taken', countsAt: '2026-05-23T09:02:00.000Z',
    });
    const item = await listed(referral, 'the answer given elsewhere', ({ notices }) => notices?.elsewhere !== undefined);
    expect(item.notices?.elsewhere).toMatchObject([{ rung: 'accepted', by: ELSEWHERE, verdict: 'taken', at: '2026-05-23T09:02:00.000Z' }]);
  });
});

describe('a statement that was lost on its way', () => {
  it('is sent again with the same id and bytes, once, when another statement waits for it', async () => {
    const referral = await received();
    await exchange.sql(`CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF convert_from(NEW.value, 'UTF8') LIKE '%"rung":"opened"%' AND convert_from(NEW.value, 'UTF8') LIKE '%${referral.referralId}%' THEN RETURN NULL; END IF;
      RETURN NEW; END $$`);
    await exchange.sql('CREATE TRIGGER lose BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION lose()');
    await open(referral);
    await exchange.sql('DROP FUNCTION lose CASCADE');
    await put('acceptance', referral);
    const accepted = await sentFor(referral, 'accepted');
    expect(sentBy(referral.referralId).map((message) => stated(message).rung)).toEqual(['accepted']);

    const waits = verdictOn(accepted, 'waiting', 'opened');
    await judged(referral, waits);
    const opened = await sentFor(referral, 'opened');
    const [held] = await exchange.sql<{ receipt_id: string; digest: string }>(`SELECT receipt_id, digest FROM own_statement WHERE referral_id = '${referral.referralId}' AND rung = 'opened'`);
    expect([stated(opened).receiptId, envelopeDigest(opened.value ?? Buffer.alloc(0))]).toEqual([held?.receipt_id, held?.digest]);
    expect(opened.headers['ce_id']).toBe(held?.receipt_id);
    const again = await eventually('the acceptance once more', () => sentBy(referral.referralId).filter((message) => stated(message).rung === 'accepted')[1]);
    expect([again.value, again.headers, again.partition]).toEqual([accepted.value, accepted.headers, accepted.partition]);

    await judged(referral, verdictOn(opened, 'taken'), verdictOn(accepted, 'taken'));
    await listed(referral, 'both taken', ({ notices }) => notices === undefined);
    expect(sentBy(referral.referralId)).toHaveLength(3);
  });

  it('is sent again with the code of a record of ethnicity, because the code may be lost too', async () => {
    const referral = await received();
    await open(referral);
    await put('acceptance', referral);
    expect((await put('recorded-ethnicity', referral, { namespace: 'dfe/ethnicity', code: 'WROM' })).status).toBe(200);
    const codes = () => exchange.codes.filter(({ data }) => data.referralId === referral.referralId).map(({ data }) => data);
    const [first] = await eventually('the code', () => codes().length === 1 && codes());
    await judged(referral, verdictOn(await sentFor(referral, 'accepted'), 'waiting', 'opened'));
    expect(await eventually('the code once more', () => codes().length === 2 && codes())).toEqual([first, first]);
  });

  it('was a delivery, which the mark of the opening shows, and is stated again with the same entry', async () => {
    const referral = await received();
    const first = await eventually('the delivery', () => exchange.receiptsOf(referral.referralId)[0]);
    await open(referral);
    const opened = verdictOn(await sentFor(referral, 'opened'), 'taken');
    await judged(referral, { ...opened, marks: ['delivery-missing'] });
    const again = await eventually('the delivery once more', () => exchange.receipts.filter(({ data: { referralId, rung } }) => referralId === referral.referralId && rung === 'delivered')[1]);
    expect(again.data).toEqual(first);
    expect(exchange.receipts.filter(({ data: { receiptId } }) => receiptId === first.receiptId).map(({ digest }) => digest)).toEqual([again.digest, again.digest]);
  });

  it('is not sent again where nothing that this node stated waits, or a copy is what is missing', async () => {
    const referral = await received();
    await open(referral);
    const opened = await sentFor(referral, 'opened');
    await judged(
      referral, { ...verdictOn(opened, 'waiting', 'accepted'), receiptId: newId(), actor: ELSEWHERE }, verdictOn(opened, 'waiting', 'copy'),
    );
    await listed(referral, 'both waiting', ({ notices }) => notices?.elsewhere?.length === 1 && notices.notTaken?.[0]?.code === 'copy');
    await eventually('an empty outbox', async () => (await exchange.sql('SELECT FROM outbox')).length === 0);
    expect(sentBy(referral.referralId)).toHaveLength(1);
  });
});

describe('a clock whose start was corrected', () => {
  it('ends as superseded beside the corrected one, about the same child, and both due times stay', async () => {
    const referral = await received();
    const [{ clock }, { clock: corrected }] = ['real-hours', 'from-a-corrected-time'].map((name) => DeadlineStartedContract.examples[name]) as [DeadlineStarted, DeadlineStarted];
    const first = newId();
    await exchange.publish(
      event(referral, DeadlineStartedContract, 'real-hours', { clock: { ...clock, id: first } }), event(referral, DeadlineSupersededContract, 'corrected', { clockId: first }),
      event(referral, DeadlineStartedContract, 'from-a-corrected-time', { clock: { ...corrected, id: newId(), supersedes: first } }),
    );
    await listed(referral, 'the corrected clock alone', ({ notices: { clocks = [] } = {} }) => clocks.length === 1 && clocks[0]?.supersedes === first);
    expect((await open(referral)).body.notices.clocks).toMatchObject([
      { state: 'breached', supersedes: first, dueAt: corrected.dueAt }, { state: 'superseded', dueAt: clock.dueAt, childId: clock.childId, episodeId: clock.episodeId, endedAt: expect.any(String) },
    ]);
  });
});

describe('a clock', () => {
  it('shows its due time, that it is overdue, and who was called, in list and detail, until it has ended', async () => {
    const referral = await received();
    const { clock } = DeadlineStartedContract.examples['one-working-day'] as { readonly clock: object };
    const own = { clock: { ...clock, id: newId() } };
    await exchange.publish(event(referral, DeadlineStartedContract, 'one-working-day', { clock: { ...own.clock, dueAt: '2099-05-26T16:00:00.000Z' } }));
    const running = await listed(referral, 'the clock', ({ notices }) => notices?.clocks !== undefined);
    expect(running.notices?.clocks).toMatchObject([{ rule: 'LA_ACK', organisation: AGENCY, state: 'running', dueAt: '2099-05-26T16:00:00.000Z' }]);

    await exchange.publish(
      event(referral, DeadlineWarnedContract, 'at-half', own), event(referral, DeadlineBreachedContract, 'at-once', own),
      event(referral, DeadlineEscalatedContract, 'to-the-referrer', own),
    );
    const called = await listed(referral, 'both calls', ({ notices }) => notices?.clocks?.[0]?.calls?.length === 2);
    expect(called.notices?.clocks).toMatchObject([{
      state: 'breached', organisation: AGENCY,
      calls: [{ kind: 'warned', role: 'duty-contact', contact: 'csc-duty-01' }, { kind: 'escalated', role: 'referrer', organisation: 'northshire-police' }],
    }]);

    await exchange.publish(event(referral, DeadlineMetContract, 'an-hour-late', own));
    await listed(referral, 'no open clock', ({ notices }) => notices?.clocks === undefined);
    expect((await open(referral)).body.notices.clocks).toMatchObject([{ state: 'met-late', breachedAt: expect.any(String), endedAt: expect.any(String) }]);
  });

  it('is overdue by its due time, before the notice of the breach has come', async () => {
    const referral = await received();
    await exchange.publish(event(referral, DeadlineStartedContract, 'one-working-day', {
      clock: { ...(DeadlineStartedContract.examples['one-working-day'] as { clock: object }).clock, id: newId(), dueAt: '2026-01-05T16:00:00.000Z' },
    }));
    expect((await listed(referral, 'the clock', ({ notices }) => notices?.clocks !== undefined)).notices?.clocks).toMatchObject([{ state: 'breached' }]);
  });
});

describe('a notice', () => {
  it('of a withdrawal ends what can be answered, although the withdrawal itself has not arrived', async () => {
    const referral = await received();
    await open(referral);
    await exchange.publish(exchange.notice(ReferralWithdrawnNoticeContract, {
      referralId: referral.referralId, agency: AGENCY, updateId: newId(), reason: 'wrong-child', withdrawnAt: '2026-05-23T10:00:00.000Z',
    }, referral.key));
    expect(await listed(referral, 'the withdrawal', ({ withdrawnAt }) => withdrawnAt !== undefined)).toMatchObject({ withdrawnAt: '2026-05-23T10:00:00.000Z' });
    expect((await put('acceptance', referral)).body).toMatchObject({ status: 409, code: 'ACK-008' });
  });

  it('of a redirect that was not followed shows the reason', async () => {
    const referral = await received();
    await exchange.publish(exchange.notice(RedirectDeclinedNoticeContract, {
      referralId: referral.referralId, agency: AGENCY, fromAgency: AGENCY, toAgency: 'riverside-school', because: newId(), reason: 'no-agreement', declinedAt: '2026-05-23T10:00:00.000Z',
    }, referral.key));
    expect((await listed(referral, 'the redirect', ({ notices }) => notices?.redirectsDeclined !== undefined)).notices?.redirectsDeclined)
      .toEqual([{ toAgency: 'riverside-school', reason: 'no-agreement', at: '2026-05-23T10:00:00.000Z' }]);
  });

  it('to another agency, or on the topic of referrals, is quarantined, and rejects no referral', async () => {
    const referral = await received();
    const data = { referralId: referral.referralId, agency: AGENCY, updateId: newId(), reason: 'wrong-child' as const, withdrawnAt: '2026-05-23T10:00:00.000Z' };
    await exchange.publish(
      exchange.notice(ReferralWithdrawnNoticeContract, { ...data, agency: 'hilltop-school' }, referral.key),
      exchange.notice(ReferralWithdrawnNoticeContract, data, referral.key, exchange.topics.referral(AGENCY)),
      { ...exchange.notice(ReferralWithdrawnNoticeContract, data, referral.key), value: Buffer.from('noise') },
    );
    await eventually('all three in quarantine', async () => (await exchange.sql('SELECT FROM quarantine WHERE replayed_at IS NULL')).length === 3);
    expect((await listed(referral, 'the referral', () => true)).withdrawnAt).toBeUndefined();
    await eventually('an empty outbox', async () => (await exchange.sql('SELECT FROM outbox')).length === 0);
    const rejected = await eventually('the rejection of the copy', () => exchange.receipts.filter(({ data: { rung } }) => rung === 'rejected').length > 0 && exchange.receipts);
    // The message on the topic of referrals is one that the agency could not take as a copy. The notices are none.
    expect(rejected.filter(({ data: { rung } }) => rung === 'rejected').map(({ data: { reasonCode } }) => reasonCode)).toEqual(['wrong-topic']);
  });
});
