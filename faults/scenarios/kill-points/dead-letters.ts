import pg from 'pg';

import { ask, keptAlive } from '../../load/http.js';
import { POISON_SUFFIX } from '../../load/sender.js';
import { agencySchema } from '../../world/plan.js';
import type { World } from '../../world/world.js';

/** Lets an agency's table refuse what bears the poison's correlation id, as a wrong constraint of its own would; or no longer. */
export async function refusePoison(world: World, refuse: boolean): Promise<void> {
  await sql(world, world.agencies.map((agency) => {
    const table = `${agencySchema(agency)}.delivery`;
    return refuse
      ? `ALTER TABLE ${table} ADD CONSTRAINT poison CHECK (correlation_id::text NOT LIKE '%${POISON_SUFFIX}') NOT VALID`
      : `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS poison`;
  }));
}

/** Ids of what is parked at an agency. */
export async function parkedAt(world: World, agency: string): Promise<readonly string[]> {
  const [rows] = await sql(world, [`SELECT id FROM ${agencySchema(agency)}.quarantine WHERE status = 'parked' ORDER BY id`]);
  return (rows ?? []).map((row) => String(row['id']));
}

/** @returns the status of the answer, or 0 for none. */
export async function replay(world: World, agency: string, id: string): Promise<number> {
  const agent = keptAlive(1);
  try {
    const answer = await ask(agent, {
      method: 'POST',
      url: `${world.nodesOf(agency)[0]?.url ?? ''}/v1/dead-letters/${id}/replay`,
      headers: { 'exchange-organisation': agency, 'exchange-person': 'op-7' },
      body: '{}',
      timeoutMs: 15_000,
    });
    return answer?.status ?? 0;
  } finally {
    agent.destroy();
  }
}

async function sql(world: World, statements: readonly string[]): Promise<readonly (readonly Record<string, unknown>[])[]> {
  const client = new pg.Client({ connectionString: world.postgres.url });
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
