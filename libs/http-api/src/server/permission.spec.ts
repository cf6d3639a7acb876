import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';

import { AccessModule, callerOf, knownCallerOf, Organisations, Permits, permissionOf, Public, SeenProofs, type OrganisationKind } from '#libs/access';
import { exampleEnvironment, loadSettings, publisherSettings, type PublisherSettings } from '#libs/config';
import { audienceOf, type ProblemDocument } from '#libs/contracts';
import { Logger } from '#libs/observability';
import { callerHeaders, TestIssuer } from '#libs/testing';

import { AccessesHere } from '../fixture/accesses-here.js';
import { tokenCallers } from '../identity/token-callers.js';
import { openApiDocument } from '../openapi/open-api-document.js';
import { createHttpApp, type HttpApp } from './create-http-app.js';
import type { HttpAppDefinition } from './http-app-definition.js';

const issuer = TestIssuer.make();

@Controller('v1/inbox')
class InboxController {
  @Get()
  @Permits('inbox.list')
  list(): object {
    return { items: [] };
  }

  /** Its author forgot to name an action. */
  @Get('forgotten')
  forgotten(): object {
    return { items: ['a child'] };
  }
}

@Public('Everyone may read it, but for the handlers with an action of their own.')
@Controller('v1/page')
class PageController {
  @Get()
  page(): object {
    return { page: true };
  }

  @Get('events')
  @Permits('audit.search-events')
  events(): object {
    return { items: [] };
  }
}

class Partners extends Organisations {
  kindsOf(organisation: string): ReadonlySet<OrganisationKind> {
    return new Set(organisation === 'northshire-csc' ? ['own-agency'] : []);
  }
}

class NoProofs extends SeenProofs {
  add(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

@Module({ controllers: [InboxController, PageController] })
class InboxModule {}

function settingsOfSpec(): Readonly<PublisherSettings> {
  const loaded = loadSettings(publisherSettings, { ...exampleEnvironment(publisherSettings), ...issuer.environment(), PORT: '0' });
  if (!loaded.ok) throw new Error('the example settings are not valid');
  return loaded.value;
}

function appOf(identifies: boolean): HttpAppDefinition<PublisherSettings> {
  const { resolver } = tokenCallers(issuer.settings('publisher'), { seen: new NoProofs(), assertsPersons: () => false });
  return {
    name: 'inbox', title: 'An inbox', description: 'For a spec.', tags: [{ name: 'All', description: 'All.', paths: /^\/v1/ }], settings: publisherSettings,
    module: () => ({ module: InboxModule, imports: identifies ? [AccessModule.with(resolver, new Partners())] : [] }),
  };
}

describe('the guard of every app', () => {
  const asked: object[] = [];
  let app: HttpApp;
  let url: string;

  const send = async (path: string, organisation?: string, roles?: readonly string[]): Promise<readonly [number, string | undefined]> => {
    const caller = { audience: audienceOf('publisher'), organisation: organisation ?? '', person: 'sw-0142', ...(roles !== undefined && { roles }) };
    const answer = await fetch(`${url}/v1/${path}`, { headers: organisation === undefined ? {} : callerHeaders(issuer, caller) });
    return [answer.status, ((await answer.json()) as Partial<ProblemDocument>).code];
  };

  beforeAll(async () => {
    app = await createHttpApp(appOf(true), settingsOfSpec(), { logger: Logger.to({ app: 'inbox', level: 'fatal' }), processMetrics: false });
    app.runtime.accesses.use(new AccessesHere());
    app.nest.getHttpAdapter().getInstance().addHook('onSend', (request, _reply, _payload, done) => {
      asked.push(request);
      done();
    });
    url = await app.listen();
  });
  afterAll(() => app.stop());

  it('lets a social worker read the inbox of her agency, and no person of another organisation or without a role', async () => {
    expect(await send('inbox', 'northshire-csc')).toEqual([200, undefined]);
    expect(await send('inbox', 'northmoor-csc')).toEqual([404, 'GEN-003']);
    expect(await send('inbox', 'northshire-csc', ['auditor'])).toEqual([403, 'IDN-013']);
    expect(await send('inbox', 'northshire-csc', [])).toEqual([403, 'IDN-013']);
    expect(await send('inbox')).toEqual([401, 'GEN-007']);
  });

  it('closes a handler that names no action, to every caller', async () => {
    expect(await send('inbox/forgotten', 'northshire-csc')).toEqual([403, 'IDN-012']);
    expect(await send('inbox/forgotten')).toEqual([403, 'IDN-012']);
    await expect(openApiDocument(appOf(true))).rejects.toThrow('InboxController.forgotten is closed to every caller');
  });

  it('opens a public handler to everyone, and not the one beside it that names an action', async () => {
    expect(await send('page')).toEqual([200, undefined]);
    expect(await send('page/events')).toEqual([401, 'GEN-007']);
    expect(await send('page/events', 'northshire-csc')).toEqual([403, 'AUD-010']);
  });

  it('keeps caller and action of a request that it refused, for the record of it', async () => {
    await send('page/events', 'northshire-csc');
    const refused = asked.at(-1) ?? {};
    expect(callerOf(refused)).toMatchObject({ organisation: 'northshire-csc', person: 'sw-0142' });
    expect(permissionOf(refused)).toMatchObject({ action: 'audit.search-events', permission: { record: 'audit' } });
    const system = callerHeaders(issuer, { audience: audienceOf('publisher'), organisation: 'northshire-csc' });
    expect((await fetch(`${url}/v1/inbox`, { headers: { ...system, 'exchange-person': 'sw-0142' } })).status).toBe(403);
    expect(knownCallerOf(asked.at(-1) ?? {})).toEqual({ organisation: 'northshire-csc', client: 'northshire-csc-records', roles: ['system'] });
    await send('page');
    expect([knownCallerOf(asked.at(-1) ?? {}), permissionOf(asked.at(-1) ?? {})]).toEqual([undefined, undefined]);
  });

  it('refuses every action in an app that cannot identify callers', async () => {
    const blind = await createHttpApp(appOf(false), settingsOfSpec(), { logger: Logger.to({ app: 'inbox', level: 'fatal' }), processMetrics: false });
    const answer = await fetch(`${await blind.listen()}/v1/inbox`, { headers: callerHeaders(issuer, { audience: audienceOf('publisher'), organisation: 'northshire-csc' }) });
    expect([answer.status, await answer.json()]).toEqual([403, expect.objectContaining({ code: 'IDN-012' })]);
    await blind.stop();
  });
});
