import { counted } from '../terminal/words.js';
import { guarded } from './check-backlog.js';
import { note, ok, skip, warn, type CheckResult } from './check.js';
import { samples, type Sample } from './metrics-text.js';
import type { KnownTarget } from './targets.js';

/** The statements of agencies that count nowhere, by each app that judges them. */
export async function* checkStatements(answering: readonly KnownTarget[]): AsyncGenerator<CheckResult, void, undefined> {
  for (const { app, connection } of answering.filter(({ description }) => description.judgesStatements)) {
    const check = `statements ${app}`;
    yield await guarded(check, async () => judgeStatements(check, (await connection.read('/metrics')).body));
  }
}

/** The meaning of an app's metrics, with counts by agency and code. */
export function judgeStatements(check: string, metrics: string): CheckResult {
  if (!metrics.includes('exchange_statements_not_counted')) return skip(check, 'its metrics do not have them');
  const missing = samples(metrics, 'exchange_statements_copy_missing');
  if (missing.length > 0) {
    const agencies = missing.map(({ labels: { agency }, value }) => `${agency} ${value}`).join(', ');
    return warn(check, `have waited more than 10 minutes for a copy that is not known: ${agencies}. They stop no clock. See the runbook: a fact is lost, or the statements are forged.`);
  }
  const notCounted = samples(metrics, 'exchange_statements_not_counted');
  if (notCounted.length === 0) return ok(check, 'all count');
  const count = notCounted.reduce((sum, { value }) => sum + value, 0);
  return note(check, `${counted(count, 'statement of agencies is', 'statements of agencies are')} not counted: ${notCounted.map((each) => describe(each)).join(', ')}`);
}

function describe({ labels: { agency, verdict, code }, value }: Sample): string {
  return `${agency} ${value} ${verdict === 'waiting' ? 'waiting for' : 'refused as'} ${code}`;
}
