import { Readable } from 'node:stream';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { AccessModule, Organisations, Permits, Public, SeenProofs, type OrganisationKind } from '#libs/access';
import { exampleEnvironment, loadSettings, publisherSettings, type PublisherSettings } from '#libs/config';
import { audienceOf } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { Logger } from '#libs/observability';
import { callerHeaders, TestIssuer } from '#libs/testing';

import { tokenCallers } from '../identity/token-callers.js';
import { ProblemException } from '../problems/problem-exception.js';
import { createHttpApp, type HttpApp } from '../server/create-http-app.js';
import type { HttpAppDefinition } from '../server/http-app-definition.js';
import { AccessesHere } from '../fixture/accesses-here.js';

const issuer = TestIssuer.make();
const CHILD = 'Amelia-Whitlock-2017';
const REFERRAL = newId();
const LISTED = [newId(), newId()];
let exported: Readable | undefined;

@Controller('v1')
class RecordedController {
  @Post('inbox/:referralId/openings')
  @Permits('inbox.open')
  open(@Param('referralId') referralId: string): object {
    if (referralId !== REFERRAL) throw new ProblemException('ACK-001');
    return { referralId, name: CHILD };
  }

  @Get('audit/referrals')
  @Permits('audit.list-referrals')
  list(): object {
    return { items: LISTED.map((referralId) => ({ referralId })) };
  }

  @Get('audit/exports/events')
  @Permits('audit.export-events')
  export(@Res() reply: FastifyReply): void {
    exported = Readable.from([`"${CHILD}"\r\n`]);
    void reply.header('content-type', 'text/csv').header('content-disposition', 'attachment').header('x-export-id', REFERRAL).trailer('x-export-rows', () => Promise.resolve('1')).send(exported);
  }

  @Post('inbox/:referralId/acceptance')
  @Permits('inbox.accept')
  accept(): object {
    return { rung: 'accepted' };
  }

  @Get('inbox')
  @Permits('inbox.list')
  inbox(): object {
    return { items: [] };
  }

  @Get('inbox/broken')
  @Permits('inbox.count')
  broken(): object {
    throw new ProblemException('GEN-011');
  }

  @Get('page')
  @Public('A page of a spec.')
  page(): object {
    return { page: true };
  }
}

class Partners extends Organisations {
  kindsOf(organisation: string): ReadonlySet<OrganisationKind> {
    const kinds: Readonly<Record<string, OrganisationKind>> = { 'northshire-csc': 'own-agency', 'northshire-inspectorate': 'auditor' };
    return new Set(Object.hasOwn(kinds, organisation) ? [kinds[organisation] as OrganisationKind] : []);
  }
}

class NoProofs extends SeenProofs {
  add(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

@Module({ controllers: [RecordedController] })
class RecordedModule {}

function definition(): HttpAppDefinition<PublisherSettings> {
  const { resolver } = tokenCallers(issuer.settings('publisher'), { seen: new NoProofs(), assertsPersons: (_, client) => client === 'northshire-case-management' });
  return {
    name: 'agency-node', title: 'A node', description: 'For a spec.', tags: [{ name: 'All', description: 'All.', paths: /^\/v1/ }], settings: publisherSettings,
    instance: () => 'northshire-csc', module: () => ({ module: RecordedModule, imports: [AccessModule.with(resolver, new Partners())] }),
  };
}

function settingsOfSpec(): Readonly<PublisherSettings> {
  const loaded = loadSettings(publisherSettings, { ...exampleEnvironment(publisherSettings), ...issuer.environment(), PORT: '0' });
  if (!loaded.ok) throw new Error('the example settings are not valid');
  return loaded.value;
}

function as(organisation: string, person: string, roles: readonly string[]) {
  return callerHeaders(issuer, { audience: audienceOf('publisher'), organisation, person, roles });
}

describe('an answer to a known caller', () => {
  const lines: string[] = [];
  let app: HttpApp;
  let url: string;
  let accesses: AccessesHere;

  beforeAll(async () => {
    const logger = Logger.to({ app: 'agency-node', level: 'info', destination: { write: (line) => void lines.push(line) } });
    app = await createHttpApp(definition(), settingsOfSpec(), { logger, processMetrics: false });
    url = await app.listen();
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    accesses = new AccessesHere();
    app.runtime.accesses.use(accesses);
  });

  const worker = as('northshire-csc', 'sw-0142', ['practitioner']);
  const auditor = as('northshire-inspectorate', 'insp-0007', ['auditor']);
  const send = async (method: string, path: string, headers: Record<string, string> = {}): Promise<{ readonly status: number; readonly text: string; readonly headers: Headers }> => {
    const answer = await fetch(`${url}/v1/${path}`, { method, headers });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };

  it('with content has a record: who, when, what, why, and the request', async () => {
    const { status, headers } = await send('POST', `inbox/${REFERRAL}/openings`, worker);
    expect(status).toBe(201);
    expect(accesses.records).toEqual([{
      accessId: expect.any(String), at: expect.any(String), app: 'agency-node', node: 'northshire-csc', action: 'inbox.open', kind: 'content', outcome: 'granted', status: 201,
      organisation: 'northshire-csc', person: 'sw-0142', client: expect.any(String), reason: 'safeguarding', referralIds: [REFERRAL], correlationId: headers.get('x-correlation-id'),
    }]);
    expect(JSON.stringify(accesses.records)).not.toContain(CHILD);
  });

  it('of the audit names the rows that it gave and the filters, and a case reference by the name of its filter alone', async () => {
    await send('GET', 'audit/referrals?agency=northshire-csc&caseReference=NSP/2026/004711&from=2026-05-22T18:00:00Z', { ...auditor, 'access-reason': 'complaint' });
    expect(accesses.records).toMatchObject([{
      action: 'audit.list-referrals', kind: 'audit', reason: 'complaint', referralIds: LISTED, rows: 2,
      filters: [{ name: 'agency', value: 'northshire-csc' }, { name: 'caseReference' }, { name: 'from', value: '2026-05-22T18:00:00Z' }],
    }]);
    expect(JSON.stringify(accesses.records)).not.toContain('4711');
  });

  it('that is an export is recorded with its id, before its first byte', async () => {
    const { text } = await send('GET', 'audit/exports/events', auditor);
    expect(text).toContain(CHILD);
    expect(accesses.records).toMatchObject([{ action: 'audit.export-events', kind: 'export', reason: 'oversight', resource: REFERRAL }]);
  });

  it.each([
    ['content', 'POST', `inbox/${REFERRAL}/openings`, worker],
    ['an answer of the audit', 'GET', 'audit/referrals', auditor],
    ['an export', 'GET', 'audit/exports/events', auditor],
    ['a denial', 'POST', `inbox/${newId()}/openings`, worker],
    ['a refusal by the table of rights', 'GET', 'audit/referrals', worker],
  ])('does not go out where it cannot be recorded: %s', async (_, method, path, headers) => {
    accesses.isAway = true;
    lines.length = 0;
    const answer = await send(method, path, headers);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([503, expect.objectContaining({ code: 'GEN-010' })]);
    expect([answer.text.includes(CHILD), answer.headers.get('content-type'), answer.headers.get('retry-after')]).toEqual([false, 'application/problem+json; charset=utf-8', '5']);
    for (const name of ['content-disposition', 'x-export-id', 'trailer']) expect([name, answer.headers.get(name)]).toEqual([name, null]);
    if (path.includes('exports')) expect(exported?.destroyed).toBe(true);
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toContain('access.not-recorded');
  });

  it('does not go out in an app that lacks the module for records', async () => {
    const bare = await createHttpApp(definition(), settingsOfSpec(), { logger: Logger.to({ app: 'agency-node', level: 'fatal' }), processMetrics: false });
    const answer = await fetch(`${await bare.listen()}/v1/inbox/${REFERRAL}/openings`, { method: 'POST', headers: worker });
    expect([answer.status, (await answer.text()).includes(CHILD)]).toEqual([503, false]);
    await bare.stop();
  });

  it.each([
    ['a referral that the agency does not hold', 'POST', `inbox/${LISTED[0]}/openings`, worker, { status: 404, problem: 'ACK-001', referralIds: [LISTED[0]] }],
    ['a node of another agency', 'POST', `inbox/${REFERRAL}/openings`, as('northmoor-csc', 'sw-0900', ['practitioner']), { status: 404, problem: 'GEN-003', organisation: 'northmoor-csc' }],
    ['an action that the role does not have', 'POST', `inbox/${REFERRAL}/acceptance`, as('northshire-csc', 'sw-0142', ['auditor']), { status: 403, problem: 'IDN-013', kind: 'change' }],
    ['a person whom the system may not name', 'GET', 'inbox', { ...as('northshire-csc', 'sw-0142', ['practitioner']), 'exchange-person': 'sw-0001' }, { status: 403, problem: 'IDN-010', kind: 'other' }],
  ])('that denies %s has a record without a reason of the exchange', async (_, method, path, headers, expected) => {
    await send(method, path, headers);
    expect(accesses.records).toMatchObject([{ outcome: 'denied', ...expected }]);
    expect(accesses.records[0]?.reason).toBeUndefined();
  });

  it('that denies something keeps no word of the sender, which could be a name', async () => {
    await send('POST', `inbox/${CHILD}/openings?agency=amelia&${CHILD}=1&caseReference=amelia`, { ...worker, 'access-reason': 'legal-proceedings' });
    expect(accesses.records).toMatchObject([{ outcome: 'denied', reason: 'legal-proceedings', filters: [{ name: 'agency' }, { name: 'caseReference' }] }]);
    expect(JSON.stringify(accesses.records).toLowerCase()).not.toContain('amelia');
  });

  it('has no record where the fact of the change is one, where it shows nothing, and where the form of the request was wrong', async () => {
    expect((await send('POST', `inbox/${REFERRAL}/acceptance`, worker)).status).toBe(201);
    expect((await send('GET', 'inbox', worker)).status).toBe(200);
    expect((await send('GET', 'inbox/broken', worker)).status).toBe(400);
    expect((await send('GET', 'page')).status).toBe(200);
    expect(accesses.records).toEqual([]);
  });

  it('states its reason by a code, and no other text', async () => {
    const answer = await send('POST', `inbox/${REFERRAL}/openings`, { ...worker, 'access-reason': 'the mother asked' });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([400, expect.objectContaining({ code: 'GEN-020' })]);
    expect([accesses.records, answer.text.includes(CHILD)]).toEqual([[], false]);
  });

  it('is counted and not recorded where its caller is unknown', async () => {
    await send('POST', `inbox/${REFERRAL}/openings`);
    await send('POST', `inbox/${REFERRAL}/openings`, { authorization: 'Bearer invented' });
    expect(accesses.records).toEqual([]);
    expect(accesses.unknown).toEqual(['127.0.0.1 GEN-007', '127.0.0.1 IDN-001']);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/exchange_unknown_callers_total\{code="IDN-001",app="agency-node"\} 1/);
    expect(metrics).toMatch(/exchange_access_denied_total\{code="IDN-013",app="agency-node"\} 1/);
  });
});
