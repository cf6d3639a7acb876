import { afterEach, describe, expect, it } from '@jest/globals';

import { exchange, ExchangeStandIn, json, problem } from '../test-support/exchange-stand-in.js';

const REFERRAL = '0190f3a4-5b7c-7c3a-9d2e-000000000001';
const CASE_KEY = 'f'.repeat(32);
const overdue = {
  clockId: '0190f3a4-5b7c-8c3a-9d2e-000000000002', referralId: REFERRAL, rule: 'LA_ACK', agency: 'northshire-csc', organisation: 'northshire-csc', dueAt: '2026-05-26T16:00:00.000Z',
  explanation: 'due Tue 26 May 2026 17:00 BST', overdueBy: 'PT1H', minutesLate: 60, calledLast: 'manager', calledLastAt: '2026-05-26T16:30:00.000Z',
};

describe('the filters of the audit at the command line', () => {
  let server: ExchangeStandIn;
  afterEach(() => server.close());
  const audit = (...line: readonly string[]) => exchange(['audit', ...line, '--as-organisation', 'northshire-inspectorate', '--as-person', 'insp-0007', '--audit-url', server.url]);

  it('reach the portal under its own names', async () => {
    server = await ExchangeStandIn.answering(json({ items: [] }));
    const { exitCode } = await audit(
      'search', '--from', '2026-05-01', '--rule', 'LA_ACK', '--clock-state', 'met-late', '--referral-state', 'no-holder', '--case-reference', ' nsp/2026/004711 ', '--case-key', CASE_KEY,
      '--person', 'sw-0142', '--unit', 'response-1', '--force', 'northshire-police', '--area', 'northmoor', '--limit', '10',
    );
    expect(exitCode).toBe(0);
    expect(Object.fromEntries(server.seen[0]?.query ?? [])).toEqual({
      from: expect.stringMatching(/^2026-0[45]-/), rule: 'LA_ACK', clockState: 'met-late', referralState: 'no-holder', caseReference: ' nsp/2026/004711 ', caseKey: CASE_KEY,
      person: 'sw-0142', unit: expect.stringMatching(/^response-1$/i), force: 'northshire-police', area: 'northmoor', limit: '10',
    });
    await audit('overdue', '--rule', 'HUB_RED', '--agency', 'northshire-csc', '--unit', 'RESPONSE-1', '--force', 'northshire-police', '--area', 'northmoor', '--case-key', CASE_KEY);
    expect([server.seen[1]?.path, Object.fromEntries(server.seen[1]?.query ?? [])]).toEqual([
      '/v1/audit/overdue', { rule: 'HUB_RED', agency: 'northshire-csc', unit: 'RESPONSE-1', force: 'northshire-police', area: 'northmoor', caseKey: CASE_KEY, limit: '50' },
    ]);
    await audit('awaiting', '--agency', 'northshire-csc', '--force', 'northshire-police', '--unit', 'response-1', '--area', 'northmoor', '--older-than', '24h');
    expect([server.seen[2]?.path, Object.fromEntries(server.seen[2]?.query ?? [])]).toEqual([
      '/v1/audit/awaiting', { agency: 'northshire-csc', force: 'northshire-police', unit: expect.stringMatching(/^response-1$/i), area: 'northmoor', olderThan: expect.any(String), limit: '50' },
    ]);
  });

  it('are refused where they cannot be right, before anything is sent', async () => {
    server = await ExchangeStandIn.answering(json({ items: [] }));
    const wrong = [
      ['search', '--rule', 'LA_AKC'], ['search', '--rule', ''], ['search', '--clock-state', 'late'], ['search', '--referral-state', 'lost'], ['search', '--case-reference', ' '], ['search', '--case-key', 'NSP'],
      ['search', '--person', 'A. Example'], ['search', '--person', ''], ['search', '--unit', 'Response One of the East'], ['search', '--force', 'Northshire Police'], ['search', '--area', ''],
      ['search', '--from', 'last week'], ['overdue', '--rule', 'la_ack'], ['overdue', '--agency', 'Northshire'], ['overdue', '--limit', '0'], ['overdue', '--cursor', '*'],
    ];
    for (const line of wrong) {
      const { exitCode, out, err } = await audit(...line);
      expect([line, exitCode, out]).toEqual([line, 2, '']);
      // A value may be a person's name.
      expect(err).not.toMatch(/A\. Example|Response One/);
      expect(err).not.toMatch(/\n\s+at /);
    }
    expect(server.seen).toEqual([]);
  });

  it('show the longest overdue first, with the last call, and the answer itself with --json', async () => {
    server = await ExchangeStandIn.answering(json({ asOf: '2026-05-26T17:00:00.000Z', items: [overdue] }));
    const { exitCode, out } = await audit('overdue');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/OVERDUE BY +CLOCK +WAS DUE +CALLED LAST +REFERRAL\n +1 h[a-z ]* +LA_ACK of northshire-csc +2026-05-26 17:00:00 BST +manager, 2026-05-26 17:30:00 BST +0190f3a4/);
    expect(JSON.parse((await audit('overdue', '--json')).out)).toEqual({ asOf: '2026-05-26T17:00:00.000Z', items: [overdue] });
  });

  it('state that no record names a person or a unit', async () => {
    server = await ExchangeStandIn.answering(json({ items: [], notRecorded: ['person', 'unit'] }));
    const { exitCode, out, err } = await audit('search', '--from', '2026-05-01', '--person', 'sw-0412', '--unit', 'RESPONSE-9');
    expect([exitCode, err]).toEqual([0, 'No such event has been recorded.\n']);
    expect(out).toBe('No record that you may see names the person of --person. Check the spelling.\nNo record that you may see names the unit of --unit. Check the spelling.\n');
    expect(JSON.parse((await audit('search', '--from', '2026-05-01', '--person', 'sw-0412', '--json')).out)).toEqual({ items: [], notRecorded: ['person', 'unit'] });
  });

  it.each([
    ['incident gaps', { items: [], notRecorded: ['unit'] }, '--unit NS-CC-9', 'No record that you may see names the unit of --unit. Check the spelling.\n'],
    ['audit overdue', { items: [], notRecorded: ['unit'] }, '--unit NS-CC-9', 'No record that you may see names the unit of --unit. Check the spelling.\n'],
    ['audit search', { items: [], notRecorded: ['referralId'] }, `--referral ${REFERRAL}`, 'No record that you may see names the referral of --referral. Check the spelling.\n'],
    ['audit search', { items: [], notRecorded: ['correlationId'] }, `--correlation ${REFERRAL}`, 'No record that you may see names the request of --correlation. Check the spelling.\n'],
  ])('%s states %j', async (command, body, filter, sentence) => {
    server = await ExchangeStandIn.answering(json({ asOf: '2026-05-26T17:00:00.000Z', ...body }));
    const { exitCode, out } = await exchange([...command.split(' '), ...filter.split(' '), '--audit-url', server.url]);
    expect([exitCode, out]).toEqual([0, sentence]);
  });

  it('print the known names where the portal knows no such one', async () => {
    server = await ExchangeStandIn.answering(problem('GEN-011', { errors: [{ pointer: '/force', code: 'unknown', message: 'The exchange has no such force. It has: northshire-police.' }] }));
    const { exitCode, err } = await audit('search', '--from', '2026-05-01', '--force', 'northshyre-police');
    expect([exitCode, err.includes('It has: northshire-police.')]).toEqual([1, true]);
  });
});

describe('the check of an exported file', () => {
  it.each([['/proc/x'], ['/nowhere/week.csv'], ['/']])('ends in a sentence for %s', async (file) => {
    const { exitCode, out, err } = await exchange(['audit', 'verify-export', file]);
    expect([exitCode === 0, out]).toEqual([false, '']);
    expect(err.trim()).toMatch(/\.$/);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
