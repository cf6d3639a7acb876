import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

import { errors, type Provider } from 'oidc-provider';

import { accountIdOf, type Identities } from './identities.js';
import { choicePage, errorPage, type Page } from './page.js';

const LONGEST_FORM = 2_000;

/** Shows the page of one login, and takes the choice. The cookie of the login and its id in the address have to fit together. */
export async function interact(provider: Provider, identities: Identities, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { uid, params } = await provider.interactionDetails(request, response);
    if (request.url !== `/interaction/${uid}`) return send(response, 400, errorPage('the address belongs to another login'));
    if (request.method === 'GET') return send(response, 200, choicePage(uid, await clientName(provider, params), String(params['redirect_uri']), identities.all));
    if (request.method !== 'POST') return send(response, 405, errorPage('the method is neither GET nor POST'));
    const form = await formOf(request);
    if (form.has('refuse')) {
      return await provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'the person refused the access' });
    }
    const chosen = identities.withAccountId(form.get('identity') ?? '');
    if (chosen === undefined) return send(response, 400, errorPage('no demo identity was chosen'));
    await provider.interactionFinished(request, response, { login: { accountId: accountIdOf(chosen) } }, { mergeWithLastSubmission: false });
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) throw error;
    send(response, 400, errorPage('the login has expired, or it began in another browser'));
  }
}

async function clientName(provider: Provider, { client_id: id }: Readonly<Record<string, unknown>>): Promise<string> {
  const client = await provider.Client.find(String(id));
  return client?.clientName ?? String(id);
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  return length <= LONGEST_FORM ? new URLSearchParams(await text(request)) : new URLSearchParams();
}

function send(response: ServerResponse, status: number, { body, headers }: Page): void {
  response.writeHead(status, headers).end(body);
}
