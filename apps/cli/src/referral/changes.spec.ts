import { afterEach, describe, expect, it } from '@jest/globals';

import { exchange, ExchangeStandIn, json, problem, type Answer } from '../test-support/exchange-stand-in.js';

const ID = '0190f3a4-5b7c-7c3a-9d2e-000000000001';
const OTHER = '0190f3a4-5b7c-7c3a-9d2e-000000000002';
const opened: ExchangeStandIn[] = [];

async function standIn(...answers: Answer[]): Promise<ExchangeStandIn> {
  const server = await ExchangeStandIn.answering(...answers);
  opened.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

const recorded = { changeId: OTHER, referralId: ID, recordedAt: '2026-05-22T17:00:01Z', notified: ['northshire-csc'] };
const asOfficer = ['--as-organisation', 'northshire-police', '--as-person', 'pc-2041'];
const asWorker = ['--as-organisation', 'northshire-csc', '--as-person', 'sw-0142'];
const at = '2026-05-23T03:10:00+01:00';

describe('what a force records after the publication', () => {
  it.each([
    [['referral', 'withdraw', ID, '--reason', 'wrong-child'], `/v1/referrals/${ID}/withdrawal`, { reason: 'wrong-child' }],
    [
      ['referral', 'regrade', ID, '--grade', 'red', '--at', at, '--by', 'cc-11'], `/v1/referrals/${ID}/risk-gradings`,
      { grade: 'red', gradedAt: '2026-05-23T02:10:00.000Z', gradedBy: 'cc-11' },
    ],
    [
      ['referral', 'missing', ID, '--event', 'risk-level-set', '--at', at, '--risk-level', 'high', '--source', 'school', '--obtained', at],
      `/v1/referrals/${ID}/missing-episode-events`,
      { kind: 'risk-level-set', at: '2026-05-23T02:10:00.000Z', riskLevel: 'high', informationSource: 'school', informationObtainedAt: '2026-05-23T02:10:00.000Z' },
    ],
    [
      ['referral', 'not-shared', '--agency', 'riverside-school', '--reason', 'below-threshold', '--at', at, '--referral', ID], `/v1/referrals/${ID}/decisions-not-to-share`,
      { agency: 'riverside-school', reason: 'below-threshold', decidedAt: '2026-05-23T02:10:00.000Z' },
    ],
    [
      ['referral', 'not-shared', '--agency', 'riverside-school', '--reason', 'below-threshold', '--at', at, '--incident', OTHER], '/v1/decisions-not-to-share',
      { agency: 'riverside-school', reason: 'below-threshold', decidedAt: '2026-05-23T02:10:00.000Z', incidentId: OTHER },
    ],
    [
      ['incident', 'notify', '--reference', 'INC-1', '--occurred', at, '--reported', at, '--type', 'violence', '--area', 'northshire', '--unit', 'NS-CC-2', '--child-present'],
      '/v1/incidents',
      {
        reference: 'INC-1', occurredAt: '2026-05-23T02:10:00.000Z', reportedAt: '2026-05-23T02:10:00.000Z', type: 'violence', area: 'northshire', unit: 'NS-CC-2',
        childPresent: true,
      },
    ],
  ])('%s', async (line, path, body) => {
    const server = await standIn(json(recorded, 201));
    const { exitCode, out } = await exchange([...line, ...asOfficer, '--key', 'K-1', '--json', '--publisher-url', server.url]);
    expect([exitCode, JSON.parse(out)]).toEqual([0, expect.objectContaining({ ...recorded, idempotencyKey: 'K-1' })]);
    expect(server.seen.map((each) => [each.method, each.path, JSON.parse(each.body), each.headers['idempotency-key']])).toEqual([['POST', path, body, 'K-1']]);
  });

  it('a correction is read from a file, because what is typed stays in the history of the shell; a key is made and shown first', async () => {
    const server = await standIn(json(recorded, 201));
    const { exitCode, err, out } = await exchange(['referral', 'correct', ID, 'docs/examples/correction.json', ...asOfficer, '--publisher-url', server.url]);
    expect([exitCode, err, out]).toEqual([0, expect.stringMatching(/^Idempotency key: [0-9a-f-]{36}\n$/), expect.stringContaining('northshire-csc')]);
    expect(server.seen[0]?.headers['idempotency-key']).toBe(err.trim().split(' ').at(-1));
    const wrong = await exchange(['referral', 'correct', ID, '-', ...asOfficer, '--publisher-url', server.url], { input: '{"reason":"because Rosa said","fields":[]}' });
    expect([wrong.exitCode, wrong.err, server.seen.length]).toEqual([2, expect.stringContaining('/reason'), 1]);
    expect(wrong.err).not.toContain('Rosa');
    expect((await exchange(['referral', 'correct', ID, '-', '--publisher-url', server.url], { input: 'Rosa' })).err).not.toContain('Rosa');
  });

  it('ends with the server\'s answer: 4 not found, 5 withdrawn before', async () => {
    for (const [code, expected] of [['REF-004', 4], ['REF-009', 5]] as const) {
      const server = await standIn(problem(code));
      expect((await exchange(['referral', 'withdraw', ID, '--reason', 'duplicate', '--publisher-url', server.url])).exitCode).toBe(expected);
    }
    expect((await exchange(['referral', 'withdraw', ID, '--reason', 'because'])).exitCode).toBe(2);
    expect((await exchange(['referral', 'not-shared', '--agency', 'x', '--reason', 'below-threshold', '--at', '1h', '--referral', ID, '--incident', ID])).exitCode).toBe(2);
  });

  it('records that feedback was read', async () => {
    const server = await standIn(json({ receiptId: OTHER, openedBy: 'pc-2041', openedAt: '2026-05-22T17:00:01Z' }));
    expect((await exchange(['referral', 'feedback-opened', ID, OTHER, ...asOfficer, '--publisher-url', server.url])).out).toContain('pc-2041');
    expect(server.seen[0]).toMatchObject({ method: 'POST', path: `/v1/referrals/${ID}/feedback/${OTHER}/opening` });
  });
});

describe('what an agency states beside the ladder', () => {
  it.each([
    [['acknowledge-correction', ID, OTHER], `corrections/${OTHER}/acknowledgement`, undefined],
    [['ethnicity', ID, '--namespace', 'dfe/ethnicity', '--code', 'WROM', '--child', ID], 'recorded-ethnicity', { namespace: 'dfe/ethnicity', code: 'WROM', childId: ID }],
    [['milestone', ID, '--kind', 'conference-held', '--at', at], 'milestones', { kind: 'conference-held', at: '2026-05-23T02:10:00.000Z' }],
  ])('%s', async (line, path, body) => {
    const server = await standIn(json({ receiptId: OTHER }));
    expect((await exchange(['inbox', ...line, ...asWorker, '--inbox-url', server.url])).exitCode).toBe(0);
    const sent = server.seen.map((each) => [each.method, each.path, each.body === '' ? undefined : (JSON.parse(each.body) as unknown)]);
    expect(sent).toEqual([['PUT', `/v1/inbox/${ID}/${path}`, body]]);
  });
});

describe('what auditors and operators ask', () => {
  it('which incidents were never referred, page by page', async () => {
    const gap = { incidentId: OTHER, unit: 'NS-CC-2', ageMinutes: 4_320 };
    const server = await standIn(json({ asOf: '2026-05-22T17:00:01Z', items: [gap] }));
    expect((await exchange(['incident', 'gaps', '--unit', 'NS-CC-2', '--audit-url', server.url])).out).toMatch(/3 d.*NS-CC-2/);
    expect([server.seen[0]?.path, server.seen[0]?.query.get('state'), server.seen[0]?.query.get('unit')]).toEqual(['/v1/audit/gaps', 'open', 'NS-CC-2']);
  });

  it('what the watch could not take', async () => {
    const server = await standIn(json({ items: [] }));
    expect((await exchange(['deadletter', 'list', '--app', 'watch', '--watch-url', server.url])).exitCode).toBe(0);
    expect(server.seen[0]?.path).toBe('/v1/dead-letters');
    const { exitCode, err } = await exchange(['deadletter', 'list', '--app', 'watch']);
    expect([exitCode, err]).toEqual([3, expect.stringContaining('EXCHANGE_WATCH_URL')]);
  });
});
