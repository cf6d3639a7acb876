import type { Client } from 'pg';

import { audienceOf } from '#libs/contracts';
import { callerHeaders, TestIssuer } from '#libs/testing';

import { ask, connections } from '../../harness/load/http.js';
import { latencyOf, type Latency } from '../../harness/measure/statistics.js';
import { UNITS } from './fill.js';


const unit = (round: number): string => `UNIT-${round % UNITS}`;

/** Times the audit queries of an auditor over HTTP. Each names a referral or a time at random where it needs one. */
export async function timeQueries(client: Client, portalUrl: string, rounds: number): Promise<Readonly<Record<string, Latency>>> {
  const { rows } = await client.query<{ id: string; at: Date; correlation: string }>(
    `SELECT referral_id::text AS id, published_at AS at, correlation_id::text AS correlation FROM referral_projection TABLESAMPLE SYSTEM_ROWS(${rounds})`);
  const monthStart = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth(), 1)).toISOString();
  const one = (round: number) => rows[round % rows.length] ?? { id: '', at: new Date(), correlation: '' };
  const queries: Readonly<Record<string, (round: number) => string>> = {
    'events of the month, newest 50': () => `events?from=${monthStart}&limit=50`,
    'events before a time, 50': (round) => `events?from=${monthStart}&to=${one(round).at.toISOString()}&limit=50`,
    'events of an agency, 50': (round) => `events?agency=northshire-icb&from=${monthStart}&to=${one(round).at.toISOString()}&limit=50`,
    'decisions, 50': (round) => `events?rung=decided&from=${monthStart}&to=${one(round).at.toISOString()}&limit=50`,
    'refusals (none exist), 50': () => `events?rung=refused&from=${monthStart}&limit=50`,
    'events of a person, 50': () => `events?person=sw-0142&from=${monthStart}&limit=50`,
    'events of a person (none exist), 50': () => `events?person=sw-9999&from=${monthStart}&limit=50`,
    'events of a unit, 50': (round) => `events?unit=${unit(round)}&from=${monthStart}&limit=50`,
    'events of a referral': (round) => `events?referralId=${one(round).id}`,
    'events of a request': (round) => `events?correlationId=${one(round).correlation}`,
    'timeline of a referral': (round) => `referrals/${one(round).id}/timeline`,
    'referrals before a time, 50': (round) => `referrals?from=${monthStart}&to=${one(round).at.toISOString()}&limit=50`,
    'referrals of a unit, 50': (round) => `referrals?unit=${unit(round)}&from=${monthStart}&limit=50`,
    'referrals of an area, 50': () => `referrals?area=northshire&from=${monthStart}&limit=50`,
    'agencies that have not responded, 50': () => 'awaiting?limit=50',
    'the same for one agency, 50': () => 'awaiting?agency=hilltop-school&limit=50',
    'the same for one unit, 50': (round) => `awaiting?unit=${unit(round)}&limit=50`,
    'counts of every agency': () => 'agencies',
  };
  const headers = callerHeaders(TestIssuer.shared(), { audience: audienceOf('portal'), organisation: 'northshire-inspectorate', person: 'insp-0007' });
  const agent = connections(1);
  const times = new Map<string, number[]>(Object.keys(queries).map((name) => [name, []]));
  // In turns, so that other work of the machine hits all of them alike; the first rounds only warm up.
  for (let round = -20; round < rounds; round += 1) {
    for (const [name, path] of Object.entries(queries)) {
      const began = performance.now();
      const answer = await ask(agent, { method: 'GET', url: `${portalUrl}/v1/audit/${path(Math.abs(round))}`, headers, timeoutMs: 60_000 });
      if (answer?.status !== 200) throw new Error(`the query "${name}" was answered with ${answer?.status ?? 'nothing'}`);
      if (round >= 0) times.get(name)?.push(performance.now() - began);
    }
  }
  agent.destroy();
  return Object.fromEntries([...times].map(([name, durations]) => [name, latencyOf(durations)]));
}
