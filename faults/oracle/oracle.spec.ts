import { describe, expect, it } from '@jest/globals';

import { Ledger, type Submission } from '../../harness/load/ledger.js';
import { describeClass, findingClasses, type Finding } from './finding.js';
import type { Judgement } from './lost.js';
import { isClean, judge } from './oracle.js';
import type { ClockRow, DeliveryRow, EventRow, NoticeRow, Tables } from './tables.js';

const AGENCY = 'northshire-csc';

/** Two referrals of one case that went all the way: accepted, delivered, opened, recorded. */
function cleanTables(): { readonly ledger: Ledger; readonly tables: Tables } {
  const ledger = new Ledger();
  ledger.submissions.push(submission('a', 1), submission('b', 2));
  ledger.steps.push({ agency: AGENCY, referralId: 'a', rung: 'opened' });
  const ids = ['a', 'b'];
  return {
    ledger,
    tables: {
      referrals: ids.map((id) => ({ referral_id: id, idempotency_key: `key-${id}`, correlation_id: `request-${id}` })),
      recipients: ids.map((id) => ({ referral_id: id, agency: AGENCY, hop: 1, message_id: `message-${id}` })),
      receipts: [...ids.map((id) => ({ receipt_id: `receipt-${id}`, referral_id: id, agency: AGENCY, rung: 'delivered' })),
        { receipt_id: 'opened-a', referral_id: 'a', agency: AGENCY, rung: 'opened' }],
      held: ids.map((id) => ({ agency: AGENCY, referral_id: id })),
      deliveries: ids.map((id, index) => delivery(id, index)),
      steps: [{ agency: AGENCY, referral_id: 'a', receipt_id: 'opened-a', rung: 'opened' }],
      events: [
        ...ids.map((id) => event(`fact-${id}`, 'published', id, null, 'published', 0)),
        ...ids.map((id, index) => event(`receipt-${id}`, 'acknowledged', id, AGENCY, 'delivered', index)),
        event('opened-a', 'acknowledged', 'a', AGENCY, 'opened', 2),
        ...ids.flatMap((id) => RULES.map((rule) => deadline('started', `started-${id}-${rule}`, id))),
        deadline('warned', 'warned-a', 'a'),
        deadline('met', 'met-b', 'b'),
      ],
      clocks: ids.flatMap((id) => RULES.map((rule) => clock(id, rule, id === 'b' && rule === 'LA_ACK' ? 'met' : null))),
      notices: [
        ...ids.flatMap((id) => RULES.map((rule) => notice(id, rule, 'started', `started-${id}-${rule}`))),
        notice('a', 'LA_ACK', 'step-1', 'warned-a'),
        notice('b', 'LA_ACK', 'met-accepted-7', 'met-b'),
      ],
      waiting: [],
      quarantined: 0,
      verdictDifferences: [],
      wrongCounts: [],
    },
  };
}

function submission(id: string, sequence: number): Submission {
  const answer = { referralId: id, agencies: [AGENCY], at: 0, ms: 1 };
  return { idempotencyKey: `key-${id}`, correlationId: `request-${id}`, caseReference: 'case', sequence, firstSentAt: 0, statuses: [202], answer };
}

function delivery(id: string, offset: number): DeliveryRow {
  return {
    agency: AGENCY, message_id: `message-${id}`, receipt_id: `receipt-${id}`, referral_id: id, partition: 0, kafka_offset: String(offset), delivered_at: new Date(offset),
  };
}

function event(messageId: string, type: string, referralId: string, agency: string | null, rung: string, offset: number): EventRow {
  return {
    message_id: messageId, is_statement: type === 'acknowledged', type: `safeguarding.referral.${type}.v1`, referral_id: referralId, agency, rung,
    kafka_topic: type, kafka_partition: 0, kafka_offset: String(offset),
  };
}

const RULES = ['LA_ACK', 'HUB_AMBER'];

function clock(id: string, rule: string, outcome: string | null): ClockRow {
  return { clock_id: `${id}-${rule}`, referral_id: id, rule_id: rule, anchor: 'referral-published', because: `fact-${id}`, agency: AGENCY, outcome, overdue_notices: 0 };
}

function notice(id: string, rule: string, name: string, messageId: string): NoticeRow {
  return { clock_id: `${id}-${rule}`, name, referral_id: id, message_id: messageId };
}

function deadline(kind: string, messageId: string, referralId: string): EventRow {
  return { ...event(messageId, kind, referralId, AGENCY, '', 0), rung: null, type: `safeguarding.deadline.${kind}.v1` };
}

type Change = (tables: Tables) => Partial<Tables>;
function loss(referralId: string, agency: string): Finding {
  return { code: 'not-delivered', text: 'not there', referralId, agency };
}

const WAITING = { schema: 'referral_publisher', topic: 'lifecycle', message_id: 'message-a', referral_id: 'a' };

function addForgery({ events }: Tables): Partial<Tables> {
  return { events: [...events, event('forged', 'acknowledged', 'b', AGENCY, 'opened', 9)] };
}

function judged(change: Change, judgement: Judgement = {}) {
  const { ledger, tables } = cleanTables();
  return judge(ledger, { ...tables, ...change(tables) }, judgement);
}

describe('the oracle', () => {
  it('finds nothing where nothing is wrong', () => {
    const findings = judged(() => ({}));
    expect([isClean(findings), findings.accepted, findings.classes]).toEqual([true, 2, []]);
  });

  it.each<[string, Change]>([
    ['a 202 without a row', ({ referrals }) => ({ referrals: referrals.slice(1) })],
    ['a recipient that was promised and not named', ({ recipients }) => ({ recipients: recipients.slice(1) })],
    ['a referral that did not reach its agency', ({ deliveries }) => ({ deliveries: deliveries.slice(1) })],
    ['a receipt that did not reach the publisher', ({ receipts }) => ({ receipts: receipts.slice(1) })],
    ['a publication that is not in the audit', ({ events }) => ({ events: events.slice(1) })],
    ['a receipt that is not in the audit', ({ events }) => ({ events: events.filter(({ message_id }) => message_id !== 'receipt-b') })],
    ['a step that was answered and is not there', () => ({ steps: [] })],
    ['a referral without a clock', ({ clocks }) => ({ clocks: clocks.slice(1) })],
    ['a clock whose start has no notice', ({ notices }) => ({ notices: notices.slice(1) })],
    ['a call that is due and was not made', ({ clocks }) => ({ clocks: clocks.map((each, index) => ({ ...each, overdue_notices: index === 0 ? 1 : 0 })) })],
    ['an end that has no notice', ({ notices }) => ({ notices: notices.filter(({ name }) => !name.startsWith('met')) })],
    ['a call that was made and is not in the audit', ({ events }) => ({ events: events.filter(({ message_id }) => message_id !== 'warned-a') })],
  ])('counts as lost: %s', (_, change) => expect(judged(change).lost).toBeGreaterThan(0));

  it.each<[string, Change]>([
    ['a request that became two referrals', ({ referrals }) => ({ referrals: [...referrals, { referral_id: 'c', idempotency_key: 'other', correlation_id: 'request-a' }] })],
    ['two deliveries at one agency', ({ deliveries }) => ({ deliveries: [...deliveries, { ...delivery('a', 7), message_id: 'again' }] })],
    ['an event that is in the audit twice', ({ events }) => ({ events: [...events, ...events.slice(0, 1)] })],
    ['two receipts of one rung', ({ events }) => ({ events: [...events, event('another', 'acknowledged', 'a', AGENCY, 'delivered', 9)] })],
    ['a clock that runs twice', ({ clocks }) => ({ clocks: [...clocks, clock('a', 'LA_ACK', null)] })],
    ['a call that was made twice', ({ notices }) => ({ notices: [...notices, notice('a', 'LA_ACK', 'step-1', 'again')] })],
    ['a step that was taken twice', ({ steps }) => ({ steps: [...steps, ...steps] })],
    ['a statement on which two readers differ', () => ({
      verdictDifferences: [{ referral_id: 'a', agency: AGENCY, statement_id: 'opened-a', difference: 'taken at one and not at another' }],
    })],
    ['a maintained count that is wrong', () => ({ wrongCounts: ['a tally'] })],
  ])('counts as doubled: %s', (_, change) => expect(judged(change).doubled).toBeGreaterThan(0));

  it.each<[string, Change]>([
    ['the later one of a case first', () => ({ deliveries: [delivery('a', 1), delivery('b', 0)] })],
    ['a referral that was forwarded later first', ({ recipients }) => ({
      recipients: recipients.map((row) => ({ ...row, hop: 2 })), deliveries: [delivery('a', 1), delivery('b', 0)],
    })],
    ['a case in two partitions', () => ({ deliveries: [delivery('a', 0), { ...delivery('b', 1), partition: 1 }] })],
  ])('counts as disorder: %s', (_, change) => expect(judged(change).order).toBe(1));

  it.each<[string, Change]>([
    ['a receipt of an agency that was never sent it', ({ events }) => ({ events: [...events, event('x', 'acknowledged', 'a', 'hilltop-school', 'delivered', 1)] })],
    ['a receipt that the agency does not know of', ({ events }) => ({ events: [...events, event('x', 'acknowledged', 'b', AGENCY, 'opened', 9)] })],
    ['opened before delivered', ({ events }) => ({ events: events.map((each) => (each.rung === 'opened' ? { ...each, kafka_offset: '-1' } : each)) })],
    ["a call that the watch has not in its tables", ({ events }) => ({ events: [...events, deadline('escalated', 'x', 'a')] })],
    ['a fact about a referral that the publisher does not have', ({ events }) => ({ events: [...events, event('x', 'published', 'z', null, 'published', 9)] })],
  ])('counts as without its cause: %s', (_, change) => expect(judged(change).causeless).toBeGreaterThan(0));

  it('expects no cause of a statement that was forged', () => {
    expect(judged(addForgery).causeless).toBeGreaterThan(0);
    expect(isClean(judged(addForgery, { forged: new Set(['forged']) }))).toBe(true);
  });

  it('lets two practitioners redirect in any order', () => {
    const { order } = judged(({ recipients }) => ({
      recipients: recipients.map((row) => ({ ...row, hop: 2, message_id: row.referral_id === 'a' ? 'forwarded-2' : 'forwarded-1' })),
      deliveries: [delivery('a', 1), delivery('b', 0)],
    }));
    expect(order).toBe(0);
  });

  it.each([['dead', '4'], ['beef', '7'], ['0000', '8']])('takes no redirect for poison, with a request id that ends with %s, of version %s', (ending, version) => {
    const correlation = `a0000000-0000-${version}000-8000-00000000${ending}`;
    const { lost } = judged(({ referrals, recipients, deliveries }) => ({
      referrals: referrals.map((row) => ({ ...row, correlation_id: correlation })),
      recipients: recipients.map((row) => ({ ...row, hop: 2 })),
      deliveries: deliveries.slice(1),
    }), { poisonIsQuarantined: true });
    expect(lost).toBeGreaterThan(0);
  });

  it('knows poison from the ledger: in quarantine it is no loss at its first hop, and one at any later hop', () => {
    const { ledger, tables } = cleanTables();
    ledger.submissions.splice(0, 1, { ...submission('a', 1), isPoison: true });
    ledger.steps.length = 0;
    const withoutA = (hop: number): Tables => ({
      ...tables,
      recipients: tables.recipients.map((row) => ({ ...row, hop })),
      deliveries: tables.deliveries.slice(1),
      steps: [],
      events: tables.events.filter(({ agency, referral_id }) => !(agency === AGENCY && referral_id === 'a' && hop === 1)),
    });
    const codes = (hop: number, poisonIsQuarantined: boolean): readonly string[] =>
      judge(ledger, withoutA(hop), { poisonIsQuarantined }).classes.map(({ code }) => code).filter((code) => code === 'not-delivered');
    expect([codes(1, true), codes(1, false), codes(2, true)]).toEqual([[], ['not-delivered'], ['not-delivered']]);
  });

  it('groups findings into classes with a few examples of each, of different agencies first', () => {
    const losses = [...Array.from({ length: 3_000 }, (_, index) => loss(String(index), AGENCY)), loss('x', 'hilltop-school')];
    const [found, ...others] = findingClasses('lost', [...losses, { code: 'not-stored', text: 'not stored', referralId: 'y' }]);
    expect(found).toMatchObject({ count: 3_001, countByAgency: { [AGENCY]: 3_000, 'hilltop-school': 1 } });
    expect(found?.examples.map(({ referralId }) => referralId)).toEqual(['0', 'x', '1']);
    expect(others.map((each) => describeClass(each))).toEqual(['lost not-stored: 1']);
  });

  it('is not clean while messages wait', () => expect(isClean(judged(() => ({ waiting: [WAITING] })))).toBe(false));
});
