import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EthnicityConflictRaisedContract, type OutgoingMessage, type ReferralStatus } from '#libs/contracts';
import { newId } from '#libs/kernel';

import { MAX_WAITING_CODES } from './ethnicity-code.repository.js';
import { ethnicityRecord, type EthnicityRecordMessages } from '../test-support/ethnicity-record.js';
import { eventually } from '../test-support/eventually.js';
import { HubCase } from '../test-support/hub-case.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest, type Shared } from '../test-support/publisher-under-test.js';

jest.setTimeout(30_000);

const HUB = 'northshire-csc';
const HEALTH = 'northshire-icb';
const ROMA = { namespace: 'dfe/ethnicity', code: 'WROM' } as const;
const POLICE = { organisation: 'northshire-police', namespace: 'police/ethnicity-18-plus-1', code: 'W3' };

const shown = (of: HubCase, what: string, is: (status: ReferralStatus) => boolean): Promise<ReferralStatus> => eventually(what, async () => {
  const status = await of.status();
  return is(status) && status;
});
const hasConflicts = (count: number) => ({ ethnicityConflicts = [] }: ReferralStatus): boolean => ethnicityConflicts.length === count;

/** Rosa told the hub that she is Roma. The police wrote Gypsy or Irish Traveller, because their list has no nearer code. */
describe('an agency records another ethnicity than the police', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;

  beforeAll(async () => {
    ({ exchange, publisher } = await startPublisher());
  }, 30_000);
  afterAll(() => exchange.remove(), 30_000);

  async function accepted(): Promise<HubCase> {
    const of = await HubCase.publish(exchange, publisher);
    await exchange.agenciesPublish(of.says('delivered'), of.says('opened'), of.says('accepted'));
    await of.stands('accepted');
    return of;
  }
  const conflictsOf = (referralId: string) => exchange.facts.filter(({ attributes, contract }) =>
    attributes.subject === referralId && contract.type === EthnicityConflictRaisedContract.type);
  /** The end of an agency's ladder shows that everything before it on the same partition was taken. */
  const everythingTaken = async (of: HubCase): Promise<void> => {
    await exchange.agenciesPublish(of.says('decided'));
    await of.stands('decided');
  };

  it.each<[string, (record: EthnicityRecordMessages) => readonly (readonly OutgoingMessage[])[]]>([
    ['the statement first', ({ statement, code }) => [[statement], [code]]],
    ['the code first', ({ statement, code }) => [[code], [statement]]],
    ['both at once, and each twice', ({ statement, code }) => [[code, statement, code, statement], [code, statement]]],
  ])('a conflict is raised once, with the kind of difference and no code in the fact: %s', async (_order, messages) => {
    const of = await accepted();
    const record = of.ethnicity();
    for (const together of messages(record)) {
      await exchange.agenciesPublish(...together);
      await eventually('their storage', async () => (await exchange.count('ethnicity_code', `receipt_id = '${record.receiptId}'`))
        + (await exchange.count('statement', `statement_id = '${record.receiptId}'`)) > 0);
    }
    const { ethnicityConflicts, recordedEthnicities } = await shown(of, 'the conflict', hasConflicts(1));
    expect(ethnicityConflicts).toMatchObject([{ kind: 'inexact', known: POLICE, recorded: { organisation: HUB, ...ROMA } }]);
    expect(recordedEthnicities).toMatchObject([{ receiptId: record.receiptId, agency: HUB, ...ROMA, recordedBy: 'sw-0142' }]);
    const [fact] = await exchange.published(EthnicityConflictRaisedContract, of.referralId);
    expect(fact?.data).toMatchObject({ kind: 'inexact', knownBy: POLICE.organisation, recordedBy: HUB });
    expect(String(fact?.message.value)).not.toMatch(/WROM|"W3"/);
    await exchange.agenciesPublish(record.code, record.statement);
    await everythingTaken(of);
    expect(conflictsOf(of.referralId)).toHaveLength(1);
    expect((await of.atHub()).notCounted).toBeUndefined();
  });

  it('is compared with every other record, and no record is overwritten', async () => {
    const of = await accepted();
    const health = (await exchange.sharedWith(of.referralId, [HEALTH])).get(HEALTH) as Shared;
    await exchange.agenciesPublish(...exchange.receiptsUpTo('accepted', health));
    const [roma, unknown, white] = [of.ethnicity(), ethnicityRecord(exchange, health, { namespace: 'nhs/ethnic-category', code: 'Z' }),
      ethnicityRecord(exchange, health, { namespace: 'nhs/ethnic-category', code: 'P' })];
    await exchange.agenciesPublish(roma.statement, roma.code);
    await shown(of, 'the conflict with the police', hasConflicts(1));
    await exchange.agenciesPublish(unknown.statement, unknown.code, white.statement, white.code);
    const { ethnicityConflicts } = await shown(of, 'the conflicts of health', hasConflicts(3));
    const [hubs, healths] = [{ organisation: HUB, ...ROMA }, { organisation: HEALTH, namespace: 'nhs/ethnic-category', code: 'P' }];
    expect(ethnicityConflicts?.map(({ kind, known, recorded }) => ({ kind, known, recorded }))).toEqual(expect.arrayContaining([
      { kind: 'inexact', known: POLICE, recorded: hubs }, { kind: 'different', known: POLICE, recorded: healths }, { kind: 'different', known: hubs, recorded: healths },
    ]));
    const [content] = await exchange.sql<{ code: string }>(`SELECT content #>> '{children,0,selfDefinedEthnicity,code}' AS code FROM referral_content WHERE referral_id = '${of.referralId}'`);
    expect(content).toEqual({ code: 'W3' });
  });

  it('is compared when the acceptance that the statement needs has come', async () => {
    const of = await HubCase.publish(exchange, publisher);
    const record = of.ethnicity();
    await exchange.agenciesPublish(of.says('delivered'), of.says('opened'), record.code, record.statement);
    await of.judged(record.statement);
    expect(conflictsOf(of.referralId)).toEqual([]);
    await exchange.agenciesPublish(of.says('accepted'));
    await shown(of, 'the conflict', hasConflicts(1));
  });

  it('a code that the statement\'s digest does not fit is not used, and the sender and the operator see it', async () => {
    const of = await accepted();
    const record = of.ethnicity();
    await exchange.agenciesPublish(record.statement, record.otherCode({ namespace: 'dfe/ethnicity', code: 'BCRB' }));
    const { recipients, recordedEthnicities, ethnicityConflicts } = await shown(of, 'the unused code', (status) =>
      status.recipients.some(({ notCounted = [] }) => notCounted.some(({ verdict }) => verdict === 'refused')));
    expect(recipients.find(({ agency }) => agency === HUB)?.notCounted).toMatchObject([
      { receiptId: record.receiptId, kind: 'ethnicity-code', verdict: 'refused', code: 'other-code' },
    ]);
    expect(recordedEthnicities?.[0]).not.toHaveProperty('code');
    expect(ethnicityConflicts).toBeUndefined();
    await eventually('the line for the operator', () => exchange.logged('statements.not-counted').some(({ code }) => code === 'other-code'));
    // The right code can still come.
    await exchange.agenciesPublish(record.code);
    await shown(of, 'the conflict', hasConflicts(1));
    expect(exchange.logLines.filter((line) => line.includes('WROM') || line.includes('BCRB'))).toEqual([]);
  });

  it('a code without a statement is not used, and the sender sees that it waits', async () => {
    const of = await accepted();
    const record = of.ethnicity();
    await exchange.agenciesPublish(record.code);
    const { recipients, recordedEthnicities } = await shown(of, 'the waiting code', (status) => status.recipients.some(({ notCounted = [] }) => notCounted.length > 0));
    expect(recipients.find(({ agency }) => agency === HUB)?.notCounted).toMatchObject([
      { receiptId: record.receiptId, kind: 'ethnicity-code', verdict: 'waiting', code: 'statement' },
    ]);
    expect(recordedEthnicities).toBeUndefined();
  });

  it('a code that is not of its list, or that names another agency than its topic, goes into quarantine', async () => {
    const of = await accepted();
    const record = of.ethnicity();
    const before = await exchange.count('quarantine');
    await exchange.agenciesPublish(record.otherCode({ namespace: 'dfe/ethnicity', code: 'IC1' }), record.otherCode(ROMA, HEALTH));
    await eventually('both in quarantine', async () => (await exchange.count('quarantine')) === before + 2);
    expect(await exchange.count('ethnicity_code', `receipt_id = '${record.receiptId}'`)).toBe(0);
  });

  it('the codes of one agency without statements are bounded for each referral: further ones go into quarantine, and an honest code is taken all the same', async () => {
    const [of, other] = [await accepted(), await accepted()];
    const honest = of.ethnicity();
    await exchange.agenciesPublish(honest.statement);
    await of.judged(honest.statement);
    const before = await exchange.count('quarantine');
    const stray = Array.from({ length: MAX_WAITING_CODES + 5 }, () => of.ethnicity().code);
    const kept = (referralId: string) => exchange.count('ethnicity_code', `referral_id = '${referralId}'`);
    await exchange.agenciesPublish(...stray);
    await eventually('the quarantine', async () => (await exchange.count('quarantine')) === before + 5);
    expect(await kept(of.referralId)).toBe(MAX_WAITING_CODES);
    const [row] = await exchange.sql<{ reason_code: string; reason: string }>(`SELECT reason_code, reason FROM quarantine WHERE reason_code = 'too-many-codes' LIMIT 1`);
    expect(row?.reason).toMatch(/^The agency has 100 codes about this referral that belong to none of its statements\. .* then replay\.$/);
    // A repeat is no further code, another referral has a bound of its own, and a code that has its statement does not wait.
    await exchange.agenciesPublish(stray[0] as OutgoingMessage, other.ethnicity().code, honest.code);
    await shown(of, 'the conflict', hasConflicts(1));
    await eventually('the code about the other referral', async () => (await kept(other.referralId)) === 1);
    expect(await exchange.count('quarantine')).toBe(before + 5);
    expect(await kept(of.referralId)).toBe(MAX_WAITING_CODES + 1);
  });

  it('a publisher that starts again, and one that reads its topics again, raises nothing twice', async () => {
    const of = await accepted();
    const record = of.ethnicity();
    await exchange.agenciesPublish(record.code);
    await eventually('the code', async () => (await exchange.count('ethnicity_code', `receipt_id = '${record.receiptId}'`)) === 1);
    await publisher.stop();
    publisher = await exchange.start();
    const now = async () => (await publisher.get(`/v1/referrals/${of.referralId}`)).body as ReferralStatus;
    await exchange.agenciesPublish(record.statement);
    await eventually('the conflict', async () => hasConflicts(1)(await now()));
    const again = { ...record.code, headers: { ...record.code.headers, ce_id: newId() } };
    await exchange.agenciesPublish(record.code, again, record.statement, of.says('decided'));
    await eventually('the decision', async () => (await now()).recipients.some(({ rung }) => rung === 'decided'));
    expect(conflictsOf(of.referralId)).toHaveLength(1);
    expect((await now()).recordedEthnicities).toHaveLength(1);
  });
});
