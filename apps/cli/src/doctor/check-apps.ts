import { DEVELOPMENT_ISSUER } from '#libs/contracts';

import { CommandFailed } from '../command/command-failed.js';
import type { Session } from '../command/session.js';
import { parseJson } from '../connection/parse-json.js';
import { fail, ok, skip, warn, type CheckResult } from './check.js';
import { targetsOf, waysToName, type KnownTarget, type Target } from './targets.js';

/** Short, because an issuer that does not answer in this time is not well. */
const TIMEOUT_MS = 5_000;

/**
 * The readiness that each app reports.
 *
 * @returns the apps that answer. Later checks ask no other one, because each silent app costs the whole time limit.
 */
export async function* checkApps(session: Session): AsyncGenerator<CheckResult, readonly KnownTarget[], undefined> {
  const targets = targetsOf(session);
  if (targets.every(({ connection }) => connection === undefined)) {
    yield fail('apps', 'No app has a known address: start a sandbox with npm start, or give --publisher-url, --audit-url or --inbox-url.');
    return [];
  }
  // All at once, so that the time limits of several silent apps do not add up.
  const checks = await Promise.all(targets.map(async (target) => ({ ...target, ...(await checkApp(session, target)) })));
  const answering: KnownTarget[] = [];
  for (const { result, answers, connection, ...target } of checks) {
    yield result;
    if (answers && connection !== undefined) answering.push({ ...target, connection });
  }
  return answering;
}

/** The development issuer of a sandbox. Apps keep its keys, so without it a caller with a token goes on, and a caller without one gets none. */
export async function* checkIssuer({ sandbox, signal }: Session): AsyncGenerator<CheckResult, void, undefined> {
  if (sandbox === undefined) return;
  const check = DEVELOPMENT_ISSUER.id;
  if (sandbox.stopped.includes(DEVELOPMENT_ISSUER.name)) {
    yield fail(check, `was stopped with "exchange sandbox stop ${DEVELOPMENT_ISSUER.id}". Start it with: exchange sandbox start ${DEVELOPMENT_ISSUER.id}`);
    return;
  }
  const { url } = sandbox.issuer;
  const body = await fetch(`${url}/health/ready`, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]), redirect: 'error' })
    .then((response) => response.text(), () => undefined);
  yield body === undefined ? fail(check, `does not answer at ${url}`) : healthResult(check, body, url);
}

async function checkApp(session: Session, target: Target): Promise<{ readonly result: CheckResult; readonly answers: boolean }> {
  const { app, connection } = target;
  const check = `app ${app}`;
  if (connection === undefined) return { result: skip(check, `its address is unknown: give ${waysToName(target)}`), answers: false };
  if (isStopped(session, target)) {
    return { result: fail(check, `was stopped with "exchange sandbox stop ${app}". Start it with: exchange sandbox start ${app}`), answers: false };
  }
  try {
    const { body } = await connection.read('/health/ready');
    return { result: healthResult(check, body, connection.server.url), answers: true };
  } catch (error) {
    if (error instanceof CommandFailed) return { result: fail(check, error.firstLine), answers: false };
    throw error;
  }
}

function isStopped({ sandbox }: Session, { app, description: { name, isPerAgency } }: Target): boolean {
  return sandbox?.stopped.includes(isPerAgency ? `${name} ${app}` : name) === true;
}

/** The meaning of an answer of `/health/ready`, with the components that are not well. */
export function healthResult(check: string, body: string, url: string): CheckResult {
  const { status, components } = (parseJson(body) ?? {}) as { readonly status?: unknown; readonly components?: unknown };
  if (typeof status !== 'string' || typeof components !== 'object' || components === null) {
    return fail(check, `${url} does not answer as an app of the exchange. Is another program listening there?`);
  }
  const unwell = Object.entries(components as Readonly<Record<string, { readonly status?: unknown; readonly reason?: unknown } | null>>)
    .filter(([, component]) => component?.status !== 'ok')
    .map(([name, component]) => `${name} ${String(component?.status)}${typeof component?.reason === 'string' ? ` (${component.reason})` : ''}`);
  if (status === 'ok') return ok(check, `ready at ${url}`);
  const parts = unwell.length === 0 ? '' : `: ${unwell.join(', ')}`;
  if (status === 'degraded') return warn(check, `works, but is degraded${parts}`);
  return fail(check, `${status}${parts}. Look into its log.`);
}
