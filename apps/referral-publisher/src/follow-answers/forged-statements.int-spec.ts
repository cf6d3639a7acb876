import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  compileContract, EthnicityRecordedContract, MilestoneStatedContract, partitionOfCase, ReferralStatus, UpdateAcknowledgedContract,
  type NotCountedStatement, type OutgoingMessage, type ReceiptRung, type RecipientStatus,
} from '#libs/contracts';
import { newId, sha256Hex } from '#libs/kernel';
import { testKafkaBrokers, testPostgresUrl } from '#libs/testing';

import { eventually } from '../test-support/eventually.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { PublisherUnderTest, type Shared } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';

jest.setTimeout(60_000);

const HUB = 'northshire-csc';
const SCHOOL = 'hilltop-school';
const STRANGER = 'northmoor-csc';
const RECIPIENTS = [HUB, 'northshire-icb', SCHOOL, 'northshire-probation'];

interface Case {
  readonly referralId: string;
  readonly hub: Shared;
  readonly school: Shared;
}

/** A forged or premature statement, and what the sender is shown of it. */
interface Forgery {
  /** The rungs that the hub has honestly stated before. */
  readonly after: readonly ReceiptRung[];
  readonly message: (of: Case) => OutgoingMessage;
  /** The agency under which the status names it. */
  readonly shownUnder: string;
  readonly shown: Pick<NotCountedStatement, 'verdict' | 'code'> & Partial<NotCountedStatement>;
}

let exchange: PublisherUnderTest;
let publisher: PublisherCopy;

beforeAll(async () => {
  exchange = await PublisherUnderTest.create({ postgresUrl: testPostgresUrl(), kafkaBrokers: testKafkaBrokers() });
  publisher = await exchange.start();
}, 30_000);

afterAll(() => exchange.remove(), 30_000);

async function published(): Promise<Case> {
  const { body: { referralId } } = await publisher.submit(exampleReferral());
  const copies = await exchange.sharedWith(referralId, RECIPIENTS);
  return { referralId, hub: copies.get(HUB) as Shared, school: copies.get(SCHOOL) as Shared };
}

async function statusOf(referralId: string): Promise<ReferralStatus> {
  const { body } = await publisher.get(`/v1/referrals/${referralId}`);
  expect(compileContract(ReferralStatus).validate(body).ok).toBe(true);
  return body as ReferralStatus;
}

async function recipient(referralId: string, agency = HUB): Promise<RecipientStatus> {
  return (await statusOf(referralId)).recipients.find((each) => each.agency === agency) as RecipientStatus;
}

/** Waits until the publisher has judged a statement, whatever the verdict. */
function judged(receiptId: string): Promise<true> {
  return eventually(`the verdict on ${receiptId}`, async () => (await exchange.count('statement', `statement_id = '${receiptId}'`)) > 0);
}

const idOf = ({ value }: OutgoingMessage): string => (JSON.parse(String(value)) as { receiptId: string }).receiptId;

const CODES: Readonly<Partial<Record<ReceiptRung, object>>> = {
  refused: { reasonCode: 'not-our-remit' },
  redirected: { redirectedTo: STRANGER, reasonCode: 'not-our-area' },
  decided: { decision: 'section-47-enquiry' },
  fed_back: { feedback: 'assessment-started' },
};

/** A receipt of the hub, honest but for these details. */
function says({ hub }: Case, rung: ReceiptRung, details: object = {}, ids: { readonly topic?: string } = {}): OutgoingMessage {
  return exchange.receipt(hub, rung, { ...CODES[rung], ...details }, ids);
}

const copyOf = ({ attributes: { id: messageId }, digest: envelopeDigest, data: { hop } }: Shared) => ({ hop, messageId, envelopeDigest });
const keyOf = ({ hub }: Case): string => hub.attributes.partitionKey;

function milestone(of: Case, details: object = {}): OutgoingMessage {
  const now = new Date().toISOString();
  return exchange.statement(MilestoneStatedContract, keyOf(of), {
    receiptId: newId(), referralId: of.referralId, agency: HUB, ...copyOf(of.hub), kind: 'strategy-discussion-held', at: now, actor: 'mgr-7',
    occurredAt: now, ...details,
  });
}

function ethnicity(of: Case): OutgoingMessage {
  return exchange.statement(EthnicityRecordedContract, keyOf(of), {
    receiptId: newId(), referralId: of.referralId, agency: HUB, ...copyOf(of.hub), child: 0, namespace: 'dfe/ethnicity', code: 'WROM',
    actor: 'sw-0142', occurredAt: new Date().toISOString(),
  });
}

function updateAcknowledged({ referralId, hub }: Case, messageId: string): OutgoingMessage {
  const { topic, partition, offset } = hub.message;
  return exchange.statement(UpdateAcknowledgedContract, hub.attributes.partitionKey, {
    receiptId: newId(), referralId, agency: HUB, updateId: newId(), kind: 'withdrawal', rung: 'delivered', messageId, envelopeDigest: hub.digest,
    topic, partition, offset, occurredAt: new Date().toISOString(),
  });
}

function inOtherPartition(message: OutgoingMessage): OutgoingMessage {
  const own = partitionOfCase(message.key);
  const key = Array.from({ length: 100 }, (_, index) => `${message.key}-${index}`).find((each) => partitionOfCase(each) !== own) ?? '';
  return { ...message, key, headers: { ...message.headers, ce_partitionkey: key } };
}

const topicOf = (agency: string): { readonly topic: string } => ({ topic: exchange.topics.acknowledgement(agency) });
const OPENED = ['delivered', 'opened'] as const;
const ACCEPTED = [...OPENED, 'accepted'] as const;
const refused = (code: string) => ({ shownUnder: HUB, shown: { verdict: 'refused', code } } as const);
const waiting = (code: string) => ({ shownUnder: HUB, shown: { verdict: 'waiting', code } } as const);

const FORGERIES: readonly (readonly [string, Forgery])[] = [
  ['invents the digest of the copy', { after: OPENED, message: (of) => says(of, 'accepted', { envelopeDigest: sha256Hex('invented') }), ...refused('other-content') }],
  ['has the digest of another agency\'s copy', { after: OPENED, message: (of) => says(of, 'accepted', { envelopeDigest: of.school.digest }), ...refused('other-content') }],
  ['decides with an invented digest', { after: ACCEPTED, message: (of) => says(of, 'decided', { envelopeDigest: sha256Hex('invented') }), ...refused('other-content') }],
  ['redirects with an invented digest', { after: OPENED, message: (of) => says(of, 'redirected', { envelopeDigest: sha256Hex('invented') }), ...refused('other-content') }],
  ['invents the message', { after: OPENED, message: (of) => says(of, 'accepted', { messageId: newId() }), ...waiting('copy') }],
  ['names the message and digest of another agency\'s copy', { after: OPENED, message: (of) => says(of, 'accepted', copyOf(of.school)), ...waiting('copy') }],
  ['names another hop', { after: OPENED, message: (of) => says(of, 'accepted', { hop: 2 }), ...refused('other-hop') }],
  ['is in another partition than its copy', { after: OPENED, message: (of) => inOtherPartition(says(of, 'accepted')), ...refused('wrong-partition') }],
  ['comes on the topic of another recipient', {
    after: OPENED, message: (of) => says(of, 'accepted', {}, topicOf(SCHOOL)), shownUnder: SCHOOL, shown: { verdict: 'refused', code: 'wrong-agency' },
  }],
  ['comes on the topic of an agency that is no recipient', {
    after: OPENED, message: (of) => says(of, 'accepted', {}, topicOf(STRANGER)), shownUnder: STRANGER, shown: { verdict: 'refused', code: 'wrong-agency' },
  }],
  ['is of an agency that has no copy and names that of another', {
    after: OPENED, message: (of) => says(of, 'accepted', { agency: STRANGER }, topicOf(STRANGER)), shownUnder: STRANGER, shown: { verdict: 'waiting', code: 'copy' },
  }],
  ['accepts what nobody opened', { after: ['delivered'], message: (of) => says(of, 'accepted'), ...waiting('opened') }],
  ['refuses what nobody opened', { after: ['delivered'], message: (of) => says(of, 'refused'), ...waiting('opened') }],
  ['redirects what nobody opened', { after: ['delivered'], message: (of) => says(of, 'redirected'), ...waiting('opened') }],
  ['decides what nobody accepted', { after: OPENED, message: (of) => says(of, 'decided'), ...waiting('accepted') }],
  ['gives feedback before the answer', { after: OPENED, message: (of) => says(of, 'fed_back'), ...waiting('answer') }],
  ['accepts after the refusal', { after: [...OPENED, 'refused'], message: (of) => says(of, 'accepted'), ...refused('answered-otherwise') }],
  ['decides after the refusal', { after: [...OPENED, 'refused'], message: (of) => says(of, 'decided'), ...refused('answered-otherwise') }],
  ['redirects after the acceptance', { after: ACCEPTED, message: (of) => says(of, 'redirected'), ...refused('answered-otherwise') }],
  ['states a milestone of a referral that nobody accepted', {
    after: OPENED, message: (of) => milestone(of), shownUnder: HUB, shown: { verdict: 'waiting', code: 'accepted', kind: 'strategy-discussion-held' },
  }],
  ['states a milestone with an invented digest', { after: ACCEPTED, message: (of) => milestone(of, { envelopeDigest: sha256Hex('invented') }), ...refused('other-content') }],
  ['states a milestone after the refusal', { after: [...OPENED, 'refused'], message: (of) => milestone(of), ...refused('answered-otherwise') }],
  ['records an ethnicity in a referral that nobody accepted', {
    after: OPENED, message: (of) => ethnicity(of), shownUnder: HUB, shown: { verdict: 'waiting', code: 'accepted', kind: 'ethnicity-recorded' },
  }],
  ['acknowledges a change that its copy does not carry', {
    after: OPENED, message: (of) => updateAcknowledged(of, of.hub.attributes.id), shownUnder: HUB, shown: { verdict: 'refused', code: 'other-change', kind: 'update-delivered' },
  }],
  ['acknowledges a change that was never sent', { after: OPENED, message: (of) => updateAcknowledged(of, newId()), ...waiting('copy') }],
];

describe('a statement that the agency has no right to, or that comes too early', () => {
  it.each(FORGERIES)('counts nowhere, and the sender sees it: it %s', async (_title, { after, message, shownUnder, shown }) => {
    const of = await published();
    const { referralId } = of;
    const forged = message(of);
    await exchange.agenciesPublish(...after.map((rung) => says(of, rung)));
    await eventually('the honest rungs', async () => (await recipient(referralId)).rungs.length === after.length + 1);
    const before = await statusOf(referralId);
    await exchange.agenciesPublish(forged);
    await judged(idOf(forged));

    const { recipients, notCountedOfOthers, ...since } = await statusOf(referralId);
    const named = [...recipients.flatMap(({ agency, notCounted = [] }) => notCounted.map((each) => ({ ...each, agency }))), ...(notCountedOfOthers ?? [])];
    expect(named).toEqual([expect.objectContaining({ ...shown, receiptId: idOf(forged), agency: shownUnder, storedAt: expect.any(String), at: expect.any(String) })]);
    expect({ ...since, recipients: recipients.map(({ notCounted: _, ...rest }) => rest) }).toEqual(before);
    expect(['forwarded', 'forwarding-declined'].flatMap((type) => exchange.factsOf(type, referralId))).toEqual([]);
    expect(await exchange.count('ethnicity_conflict')).toBe(0);
    expect(await exchange.count('quarantine')).toBe(0);
  });

  it('counts nowhere, about a referral that does not exist', async () => {
    const of = await published();
    const forged = says(of, 'accepted', { referralId: newId() });
    await exchange.agenciesPublish(forged, says(of, 'delivered'));
    await judged(idOf(forged));
    await eventually('the delivery', async () => (await recipient(of.referralId)).rung === 'delivered');
    expect(await exchange.sql(`SELECT verdict, code FROM statement WHERE statement_id = '${idOf(forged)}'`)).toEqual([{ verdict: 'waiting', code: 'copy' }]);
  });

  it('has another statement\'s id, and the id stays with the first', async () => {
    const of = await published();
    const opened = says(of, 'opened');
    const other = says(of, 'accepted', { receiptId: idOf(opened) });
    await exchange.agenciesPublish(says(of, 'delivered'), opened, other);
    const hub = await eventually('the refusal', async () => {
      const now = await recipient(of.referralId);
      return now.notCounted !== undefined && now;
    });
    expect(hub.notCounted).toMatchObject([{ receiptId: idOf(opened), rung: 'accepted', verdict: 'refused', code: 'id-used' }]);
    expect(hub.rungs.map(({ rung }) => rung)).toEqual(['published', 'delivered', 'opened']);
  });

  it('uses up no id when it is refused, so the honest statement under that id counts', async () => {
    const of = await published();
    const receiptId = newId();
    await exchange.agenciesPublish(...OPENED.map((rung) => says(of, rung)), says(of, 'accepted', { receiptId, hop: 3 }), says(of, 'accepted', { receiptId }));
    await eventually('the acceptance', async () => (await recipient(of.referralId)).rung === 'accepted');
    expect((await recipient(of.referralId)).notCounted).toMatchObject([{ receiptId, code: 'other-hop' }]);
  });

  it.each([
    ['2031-01-01T00:00:00.000Z', 'claimed-after-storage'],
    ['1999-01-01T00:00:00.000Z', 'claimed-before-cause'],
    // PostgreSQL takes no such offset from UTC.
    ['2026-05-22T18:00:00+23:59', 'claimed-before-cause'],
  ])('counts at the broker\'s time and is marked, dated %s', async (occurredAt, mark) => {
    const of = await published();
    const accepted = says(of, 'accepted', { occurredAt });
    await exchange.agenciesPublish(...OPENED.map((rung) => says(of, rung)), accepted);
    const rung = await eventually('the acceptance', async () => (await recipient(of.referralId)).rungs.find((each) => each.rung === 'accepted'));
    const [row] = await exchange.sql<{ stored_at: Date }>(`SELECT stored_at FROM statement WHERE statement_id = '${idOf(accepted)}'`);
    expect(rung).toMatchObject({ at: row?.stored_at.toISOString(), marks: [mark] });
  });

  it('cannot be opened as feedback while it waits', async () => {
    const of = await published();
    const feedback = says(of, 'fed_back');
    const open = () => publisher.post(`/v1/referrals/${of.referralId}/feedback/${idOf(feedback)}/opening`, 'pc-2041');
    await exchange.agenciesPublish(...OPENED.map((rung) => says(of, rung)), feedback);
    await judged(idOf(feedback));
    expect((await open()).body).toMatchObject({ status: 404, code: 'REF-013' });
    await exchange.agenciesPublish(says(of, 'accepted'));
    await eventually('the feedback', async () => (await recipient(of.referralId)).rung === 'fed_back');
    expect((await open()).status).toBe(200);
  });

  it('is counted in the metrics and logged by its code alone', async () => {
    const metrics = (await publisher.get('/metrics')).text;
    for (const series of ['verdict="refused",code="other-content"', 'verdict="waiting",code="opened"', 'verdict="taken",code="claimed-after-storage"']) {
      expect(metrics).toMatch(new RegExp(`exchange_statements_judged_total\\{${series},app="referral-publisher"\\} [1-9]`));
    }
    expect(exchange.logged('statements.not-counted')).toEqual(expect.arrayContaining([
      expect.objectContaining({ outcome: 'refused', code: 'wrong-partition', count: 1 }), expect.objectContaining({ outcome: 'waiting', code: 'copy' }),
    ]));
    expect(exchange.logged('statements.not-counted').every((line) => !('refused' in line))).toBe(true);
  });
});

describe('an honest statement', () => {
  const times = (from: number, count: number) => Array.from({ length: count }, (_, index) => new Date(from + index * 1_000).toISOString());

  it('counts from its own time, in any order of arrival', async () => {
    const of = await published();
    const rungs = ['delivered', 'opened', 'accepted', 'decided', 'fed_back'] as const;
    const stated = times(Date.now(), rungs.length);
    const receipts = rungs.map((rung, index) => says(of, rung, { occurredAt: stated[index] }));
    for (const receipt of receipts.toReversed()) {
      await exchange.agenciesPublish(receipt);
      await judged(idOf(receipt));
    }
    await eventually('the feedback', async () => (await recipient(of.referralId)).rung === 'fed_back');
    const hub = await recipient(of.referralId);
    expect(hub.rungs.slice(1).map(({ rung, at }) => [rung, at])).toEqual(rungs.map((rung, index) => [rung, stated[index]]));
    // The opening came without its delivery, which its digest proves.
    expect(hub.rungs.flatMap(({ rung, marks }) => (marks === undefined ? [] : [[rung, marks]]))).toEqual([['opened', ['delivery-missing']]]);
    expect(hub.notCounted).toBeUndefined();
  });

  it('of an acceptance counts from its own time when its opening comes later', async () => {
    const of = await published();
    const [openedAt, acceptedAt] = times(Date.now(), 2);
    await exchange.agenciesPublish(says(of, 'delivered'), says(of, 'accepted', { occurredAt: acceptedAt }));
    const waits = await eventually('the waiting acceptance', async () => (await recipient(of.referralId)).notCounted);
    expect(waits).toMatchObject([{ rung: 'accepted', at: acceptedAt, verdict: 'waiting', code: 'opened' }]);
    await exchange.agenciesPublish(says(of, 'opened', { occurredAt: openedAt }));
    await eventually('the acceptance', async () => (await recipient(of.referralId)).rung === 'accepted');
    const { rungs, notCounted } = await recipient(of.referralId);
    expect(rungs.at(-1)).toMatchObject({ rung: 'accepted', at: acceptedAt });
    expect(rungs.at(-1)?.marks).toBeUndefined();
    expect(notCounted).toBeUndefined();
  });

  it('of an ethnicity is compared once, when the acceptance that it needs has come', async () => {
    const of = await published();
    const record = ethnicity(of);
    await exchange.agenciesPublish(...OPENED.map((rung) => says(of, rung)), record);
    await judged(idOf(record));
    expect(exchange.facts.filter(({ attributes }) => attributes.subject === of.referralId && attributes.type.includes('ethnicity'))).toEqual([]);
    await exchange.agenciesPublish(says(of, 'accepted'), record);
    const conflicts = () => exchange.facts.filter(({ attributes }) => attributes.subject === of.referralId && attributes.type.includes('ethnicity.conflict'));
    await eventually('the conflict', () => conflicts().length > 0);
    await exchange.agenciesPublish(record, says(of, 'decided'));
    await eventually('the decision', async () => (await recipient(of.referralId)).rung === 'decided');
    expect(conflicts()).toHaveLength(1);
  });

  it('is taken once by two publishers, one of which stops on the way, however often it is sent', async () => {
    const second = await exchange.start();
    const all = await Promise.all(Array.from({ length: 12 }, () => published()));
    const sent = all.map((of) => ['delivered', 'accepted', 'opened', 'redirected'].map((rung) => says(of, rung as ReceiptRung)));
    const again = sent.flat().map((message) => ({ ...message, headers: { ...message.headers, ce_id: newId() } }));
    await exchange.agenciesPublish(...sent.flat());
    await Promise.all([exchange.agenciesPublish(...again, ...sent.flat()), second.stop()]);
    const markers = all.map((of) => says(of, 'fed_back'));
    await exchange.agenciesPublish(...markers);
    for (const { referralId } of all) {
      await eventually('the feedback', async () => (await recipient(referralId)).rung === 'fed_back', 30_000);
      const { rungs, notCounted } = await recipient(referralId);
      expect(rungs.map(({ rung }) => rung).toSorted()).toEqual(['accepted', 'delivered', 'fed_back', 'opened', 'published']);
      expect(notCounted).toMatchObject([{ rung: 'redirected', code: 'answered-otherwise' }]);
      expect(await exchange.count('statement', `referral_id = '${referralId}'`)).toBe(5);
    }
  });
});
