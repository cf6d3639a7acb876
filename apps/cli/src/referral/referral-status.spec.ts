import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { AuditClock, ReferralStatus } from '#libs/contracts';

import { exchange, ExchangeStandIn, json, problem } from '../test-support/exchange-stand-in.js';

const ID = '0190f3a4-5b7c-7c3a-9d2e-000000000001';
const CHILD = '0190f3a4-5b7c-7c3a-9d2e-00000000000c';
const PUBLISHED = '2026-05-22T17:00:00.100Z';

const status = {
  referralId: ID, publishedAt: PUBLISHED, asOf: '2026-05-27T09:30:00Z', rung: 'delivered', completions: [],
  recipients: [{
    agency: 'northshire-csc', hop: 1, rung: 'delivered', rungs: [{ rung: 'published', at: PUBLISHED }, { rung: 'delivered', at: '2026-05-22T17:00:00.300Z' }],
    clocks: [
      { rule: 'LA_ACK', ruleVersion: 1, anchor: 'referral-published', anchorAt: PUBLISHED, dueAt: '2026-05-26T16:00:00Z', explanation: 'one working day', state: 'breached' },
      { rule: 'HUB_RED', ruleVersion: 1, anchor: 'referral-published', anchorAt: PUBLISHED, dueAt: '2026-05-26T12:00:00Z', explanation: 'four hub hours', state: 'breached' },
    ],
  }],
} as unknown as ReferralStatus;

const clock = {
  clockId: 'a', rule: 'LA_ACK', agency: 'northshire-csc', organisation: 'northshire-csc', anchorAt: '2026-05-22T17:00:00.100000Z', dueAt: '2026-05-26T16:00:00Z',
  explanation: 'one working day', state: 'breached',
  calls: [{ step: 1, kind: 'escalated', organisation: 'northshire-csc', role: 'manager', contact: 'csc-manager-01', dueAt: '2026-05-26T16:00:00Z', raisedAt: '2026-05-26T16:00:01Z' }],
} as unknown as AuditClock;
const ofAudit = [
  clock,
  { ...clock, clockId: 'b', rule: 'RETURN_INTERVIEW', childId: CHILD, dueAt: '2026-05-28T02:10:00Z', explanation: '72 hours', state: 'running', calls: [] },
  { ...clock, clockId: 'c', rule: 'CHASE', organisation: 'northshire-police', dueAt: '2026-05-28T16:00:00Z', explanation: 'three working days', state: 'running', calls: [] },
];

describe('the status of a referral for its force', () => {
  const servers: ExchangeStandIn[] = [];
  let publisher: ExchangeStandIn;
  let portal: ExchangeStandIn;
  let refusing: ExchangeStandIn;
  beforeAll(async () => {
    publisher = await ExchangeStandIn.answering(json(status));
    portal = await ExchangeStandIn.answering(json({ clocks: ofAudit }));
    refusing = await ExchangeStandIn.answering(problem('AUD-002'));
    servers.push(publisher, portal, refusing);
  });
  afterAll(() => Promise.all(servers.map((server) => server.close())));
  const show = (...options: string[]) =>
    exchange(['referral', 'status', ID, '--as-organisation', 'northshire-police', '--as-person', 'pc-2041', '--publisher-url', publisher.url, ...options], {});

  it('shows each clock once: those of a child and of the referrer too, and who was called', async () => {
    const { out } = await show('--audit-url', portal.url);
    expect(out).toContain(`RETURN_INTERVIEW of northshire-csc, about child ${CHILD}: running, due 2026-05-28 03:10:00 BST (72 hours)`);
    expect(out).toContain('CHASE of northshire-police about northshire-csc: running, due 2026-05-28 17:00:00 BST');
    expect(out).toContain('2026-05-26 17:00:01 BST called the manager of northshire-csc (csc-manager-01)');
    expect(out.match(/LA_ACK/g)).toHaveLength(1);
    expect(portal.seen.at(-1)?.path).toBe(`/v1/audit/referrals/${ID}/timeline`);
  });

  it('shows a clock of the sharing that the audit does not have yet', async () => {
    expect((await show('--audit-url', portal.url)).out).toContain('HUB_RED of northshire-csc: OVERDUE, was due 2026-05-26 13:00:00 BST');
  });

  it('gives the clocks of the audit in JSON', async () => {
    const { out } = await show('--audit-url', portal.url, '--json');
    expect(JSON.parse(out)).toMatchObject({ referralId: ID, clocks: ofAudit });
  });

  it.each([['is not reachable', () => 'http://127.0.0.1:9'], ['does not have the referral yet', () => refusing.url]])(
    'names what is missing where the audit %s, and shows the rest', async (_, url) => {
      const { out, exitCode } = await show('--audit-url', url());
      expect(exitCode).toBe(0);
      expect(out).toContain('LA_ACK of northshire-csc: OVERDUE');
      expect(out).toContain('The clocks of one child, CHASE, NO_HOLDER and the calls are missing here, because the audit did not show them: ');
      expect(JSON.parse((await show('--audit-url', url(), '--json')).out)).toMatchObject({ clocks: null });
    });
});
