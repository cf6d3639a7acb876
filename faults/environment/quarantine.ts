import { audienceOf } from '#libs/contracts';
import { callerHeaders, TestIssuer } from '#libs/testing';

import { query } from '../../harness/environment/database.js';
import { agencySchema } from '../../harness/environment/plan.js';
import { ask, connections } from '../../harness/load/http.js';
import { IS_OPEN } from '../oracle/tables.js';
import { REDIRECT_TARGET, type Environment } from './environment.js';
import { IS_POISON_ROW } from './poison.js';

/**
 * Adds a constraint to each agency's table that refuses poison, as a wrong constraint of its own would, or removes it. The
 * agency that gets referrals only by redirect has no such constraint, because no message that reaches it is poison.
 */
export async function refusePoison({ postgres, agencies }: Environment, refuse: boolean): Promise<void> {
  const change = refuse ? `ADD CONSTRAINT poison CHECK (NOT (${IS_POISON_ROW})) NOT VALID` : 'DROP CONSTRAINT IF EXISTS poison';
  for (const agency of agencies.filter((each) => each !== REDIRECT_TARGET)) {
    await query(postgres.url, `ALTER TABLE ${agencySchema(agency)}.delivery ${change}`);
  }
}

/** Ids of an agency's messages in quarantine that have been neither replayed nor discarded. */
export async function quarantinedAt({ postgres }: Environment, agency: string): Promise<readonly string[]> {
  const rows = await query<{ id: string }>(postgres.url, `SELECT id::text FROM ${agencySchema(agency)}.quarantine WHERE ${IS_OPEN} ORDER BY id`);
  return rows.map(({ id }) => id);
}

/** @returns the status of the answer, or 0 for none. */
export async function replay({ exchange }: Environment, agency: string, id: string): Promise<number> {
  const answer = await ask(connections(1, false), {
    method: 'POST',
    url: `${exchange.nodesOf(agency)[0]?.url ?? ''}/v1/dead-letters/${id}/replay`,
    headers: callerHeaders(TestIssuer.shared(), { audience: audienceOf('node', agency), organisation: agency, person: 'op-7' }),
    body: '{}',
    timeoutMs: 15_000,
  });
  return answer?.status ?? 0;
}
