import { Agent, get } from 'node:http';
import type { Client } from 'pg';

import { latencyOf, type Latency } from '../measure/statistics.js';

const AUDITOR = { 'exchange-organisation': 'northshire-inspectorate', 'exchange-person': 'insp-0007' };

/** The audit queries as an auditor asks them, over HTTP; each names a referral or a time at random where it needs one. */
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
    'refusals (there are none), 50': () => `events?rung=refused&from=${monthStart}&limit=50`,
    'events of a referral': (round) => `events?referralId=${one(round).id}`,
    'events of a request': (round) => `events?correlationId=${one(round).correlation}`,
    'timeline of a referral': (round) => `referrals/${one(round).id}/timeline`,
    'referrals before a time, 50': (round) => `referrals?from=${monthStart}&to=${one(round).at.toISOString()}&limit=50`,
    'who has not responded, 50': () => 'awaiting?limit=50',
    'who of an agency has not, 50': () => 'awaiting?agency=hilltop-school&limit=50',
    'counts of every agency': () => 'agencies',
  };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times = new Map<string, number[]>(Object.keys(queries).map((name) => [name, []]));
  // In turns, so that what else the machine does meanwhile hits all of them alike; the first rounds only warm up.
  for (let round = -20; round < rounds; round += 1) {
    for (const [name, path] of Object.entries(queries)) {
      const began = performance.now();
      await ask(`${portalUrl}/v1/audit/${path(Math.abs(round))}`, agent);
      if (round >= 0) times.get(name)?.push(performance.now() - began);
    }
  }
  agent.destroy();
  return Object.fromEntries([...times].map(([name, durations]) => [name, latencyOf(durations)]));
}

function ask(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: AUDITOR }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${new URL(url).pathname} was answered with ${response.statusCode}`));
      });
    }).once('error', reject);
  });
}
