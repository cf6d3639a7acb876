import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { newId } from '#libs/kernel';
import { TestIssuer } from '#libs/testing';

import { AppsUnderTest } from './apps-under-test.js';
import { CALLERS, headersOf } from './callers.js';
import { endpoints, type Endpoint } from './interfaces.js';
import { readMatrix, type MatrixRow } from './matrix.js';

const COLUMNS = Object.keys(CALLERS);
const MATRIX = readMatrix(COLUMNS);
const ENDPOINTS = endpoints();

/** Refusals that a caller who may do something never gets: of the guard, and of what belongs to another organisation. */
const NEVER_FOR_OWN = new Set(['GEN-003', 'REF-004', 'REF-016', 'AUD-008']);

/** Ids of the examples that are replaced by those of a referral and an incident of Northshire Police. */
interface OwnedByForce {
  readonly referralId: string;
  readonly incidentId: string;
}

function name({ app, method, path }: Pick<Endpoint, 'app' | 'method' | 'path'>): string {
  return `${app}: ${method} ${path}`;
}

function endpointOf(row: MatrixRow): Endpoint {
  const found = ENDPOINTS.find((each) => name(each) === name(row));
  if (found === undefined) throw new Error(`no interface file has ${name(row)}`);
  return found;
}

/** The request of an endpoint by its examples, about the force's own referral and incident. */
function requestOf({ path, parameters, body }: Endpoint, owned: OwnedByForce): { readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: string | undefined } {
  const valueOf = ({ name: parameter, example }: Endpoint['parameters'][number]): string => ({ ...owned })[parameter] ?? (parameter === 'idempotency-key' ? newId() : example);
  const filled = parameters.filter((each) => each.in === 'path').reduce((text, parameter) => text.replace(`{${parameter.name}}`, encodeURIComponent(valueOf(parameter))), path);
  const queries = new URLSearchParams(Object.fromEntries(parameters.filter((each) => each.in === 'query').map((parameter) => [parameter.name, valueOf(parameter)])));
  const headers = Object.fromEntries(parameters.filter((each) => each.in === 'header').map((parameter) => [parameter.name, valueOf(parameter)]));
  const sent = path === '/v1/decisions-not-to-share' ? { ...body, incidentId: owned.incidentId } : path.endsWith('/links') ? { referralId: owned.referralId } : body;
  return {
    path: queries.size === 0 ? filled : `${filled}?${queries.toString()}`,
    headers: { ...headers, ...(sent !== undefined && { 'content-type': 'application/json' }) },
    body: sent === undefined ? undefined : JSON.stringify(sent),
  };
}

function outcomeOf(status: number, code: string | undefined): string {
  const isRefused = status === 401 || status === 403 || status >= 500 || NEVER_FOR_OWN.has(code ?? '');
  return isRefused ? (code ?? String(status)) : 'ok';
}

describe('the matrix of callers and endpoints', () => {
  let apps: AppsUnderTest;
  let owned: OwnedByForce;

  const send = async (row: MatrixRow, column: string): Promise<readonly [number, Readonly<Record<string, unknown>>]> => {
    const { path, headers, body } = requestOf(endpointOf(row), owned);
    const answer = await fetch(`${apps.urlOf(row.app)}${path}`, { method: row.method, headers: { ...headers, ...headersOf(column, row.app) }, ...(body !== undefined && { body }) });
    const text = await answer.text();
    return [answer.status, answer.headers.get('content-type')?.includes('json') === true ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : {}];
  };
  const outcome = async (row: MatrixRow, { column, expected }: MatrixRow['cells'][number]): Promise<string> => {
    const [status, { code }] = await send(row, column);
    const found = typeof code === 'string' ? code : undefined;
    return expected === found ? found : outcomeOf(status, found);
  };
  const made = async (path: string, id: string): Promise<string> => {
    const row = MATRIX.find((each) => name(each) === `publisher: POST ${path}`);
    const [, body] = row === undefined ? [0, {} as Readonly<Record<string, unknown>>] : await send(row, 'A');
    if (typeof body[id] !== 'string') throw new Error(`${path} gave no ${id}: ${JSON.stringify(body)}`);
    return body[id];
  };

  beforeAll(async () => {
    apps = await AppsUnderTest.start();
    owned = { referralId: newId(), incidentId: newId() };
    owned = { referralId: await made('/v1/referrals', 'referralId'), incidentId: await made('/v1/incidents', 'incidentId') };
  }, 120_000);
  afterAll(async () => {
    await apps?.stop();
    TestIssuer.shared().remove();
  }, 60_000);

  it('has a row for each endpoint that is not public, and no other', () => {
    expect(MATRIX.map((row) => name(row)).toSorted()).toEqual(ENDPOINTS.filter(({ action }) => action !== undefined).map((each) => name(each)).toSorted());
  });

  it.each(MATRIX.map((row) => [name(row), row] as const))('%s', async (_, row) => {
    const found: Record<string, string> = {};
    // The force that owns it comes last, because its requests have their effects.
    for (const cell of row.cells.toReversed()) found[cell.column] = await outcome(row, cell);
    expect(found).toEqual(Object.fromEntries(row.cells.map(({ column, expected }) => [column, expected])));
  });
});
