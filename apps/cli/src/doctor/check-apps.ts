import type { Session } from '../command/session.js';
import { CommandFailed } from '../command/command-failed.js';
import { parseJson } from '../connection/parse-json.js';
import { fail, ok, warn, type CheckResult } from './check.js';
import { targetsOf, type Target } from './targets.js';

/** The readiness that each app reports. */
export async function* checkApps(session: Session): AsyncGenerator<CheckResult, void, undefined> {
  const targets = targetsOf(session);
  if (targets.length === 0) {
    yield fail('apps', 'No app has a known address: start a sandbox with npm start, or give --publisher-url, --audit-url or --inbox-url.');
  }
  for (const target of targets) yield await checkApp(target);
}

async function checkApp({ app, connection }: Target): Promise<CheckResult> {
  const check = `app ${app}`;
  try {
    const { body } = await connection.read('/health/ready');
    return healthResult(check, body, connection.server.url);
  } catch (error) {
    if (error instanceof CommandFailed) return fail(check, error.firstLine);
    throw error;
  }
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
