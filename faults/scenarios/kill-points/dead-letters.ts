import pg from 'pg';

import { ask, keptAlive } from '../../load/http.js';
import { IS_POISON_ROW } from '../../load/poison.js';
import { agencySchema, REDIRECT_TARGET } from '../../environment/plan.js';
import { IS_OPEN } from '../../oracle/tables.js';
import type { Environment } from '../../environment/environment.js';

/**
 * Adds a constraint to each agency's table that refuses poison, as a wrong constraint of its own would, or removes it. The
 * agency that gets referrals only by redirect has no such constraint: nothing that reaches it is poison.
 */
export async function refusePoison(environment: Environment, refuse: boolean): Promise<void> {
  await sql(environment, environment.agencies.filter((agency) => agency !== REDIRECT_TARGET).map((agency) => {
    const table = `${agencySchema(agency)}.delivery`;
    return refuse
      ? `ALTER TABLE ${table} ADD CONSTRAINT poison CHECK (NOT (${IS_POISON_ROW})) NOT VALID`
      : `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS poison`;
  }));
}

/** Ids of an agency's messages in quarantine that have been neither replayed nor discarded. */
export async function quarantinedAt(environment: Environment, agency: string): Promise<readonly string[]> {
  const [rows] = await sql(environment, [`SELECT id FROM ${agencySchema(agency)}.quarantine WHERE ${IS_OPEN} ORDER BY id`]);
  return (rows ?? []).map((row) => String(row['id']));
}

/** @returns the status of the answer, or 0 for none. */
export async function replay(environment: Environment, agency: string, id: string): Promise<number> {
  const agent = keptAlive(1);
  try {
    const answer = await ask(agent, {
      method: 'POST',
      url: `${environment.nodesOf(agency)[0]?.url ?? ''}/v1/dead-letters/${id}/replay`,
      headers: { 'exchange-organisation': agency, 'exchange-person': 'op-7' },
      body: '{}',
      timeoutMs: 15_000,
    });
    return answer?.status ?? 0;
  } finally {
    agent.destroy();
  }
}

async function sql(environment: Environment, statements: readonly string[]): Promise<readonly (readonly Record<string, unknown>[])[]> {
  const client = new pg.Client({ connectionString: environment.postgres.url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const results = [];
    for (const text of statements) results.push((await client.query<Record<string, unknown>>(text)).rows);
    return results;
  } finally {
    await client.end();
  }
}
