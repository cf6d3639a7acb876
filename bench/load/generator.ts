// The load process: `node generator.js <plan.json> <report.json>`. It knows nothing of who answers.
import { Agent, request } from 'node:http';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

import type { LoadAnswer, LoadPlan, LoadReport } from './plan.js';

const [planFile = '', reportFile = ''] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(planFile, 'utf8')) as LoadPlan;
const [before = '', after = ''] = plan.template.split('@CASE@');
const agent = new Agent({ keepAlive: true, maxSockets: plan.connections, scheduling: 'fifo' });
const accepted: LoadAnswer[] = [];
const refused = new Map<string, number>();
let begun = 0;

const now = (): number => performance.timeOrigin + performance.now();

function refuse(reason: string): void {
  refused.set(reason, (refused.get(reason) ?? 0) + 1);
}

/** Resolves when the answer is complete; never rejects. */
function send(due: number): Promise<void> {
  begun += 1;
  const body = Buffer.from(`${before}${plan.prefix}-${begun}${after}`);
  const headers = { ...plan.headers, 'content-type': 'application/json', 'content-length': body.length, 'idempotency-key': randomUUID() };
  return new Promise((resolve) => {
    const call = request(plan.url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        if (response.statusCode === 202) {
          const { referralId } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { referralId: string };
          accepted.push({ referralId, due, answered: now() });
        } else {
          refuse(String(response.statusCode));
        }
        resolve();
      });
    });
    call.on('error', (error: NodeJS.ErrnoException) => {
      refuse(error.code ?? 'ERROR');
      resolve();
    });
    call.end(body);
  });
}

/** As many under way as there are connections: finds what the other side can take. */
async function closedLoop(end: number): Promise<void> {
  const lane = async (): Promise<void> => {
    while (begun < plan.requests && now() < end) await send(now());
  };
  await Promise.all(Array.from({ length: plan.connections }, lane));
}

/** By the clock: latency counts from when a request was due, also where this process or the connections were late. */
async function openLoop(start: number, end: number, rate: number): Promise<void> {
  const under = new Set<Promise<void>>();
  for (let number = 0; number < plan.requests; ) {
    const due = start + (number * 1_000) / rate;
    if (due >= end) break;
    if (due > now()) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      continue;
    }
    const call = send(due);
    under.add(call);
    void call.then(() => under.delete(call));
    number += 1;
  }
  await Promise.all(under);
}

const startedAt = now();
await (plan.rate === undefined ? closedLoop(startedAt + plan.forMs) : openLoop(startedAt, startedAt + plan.forMs, plan.rate));
agent.destroy();
const { user, system } = process.cpuUsage();
const report: LoadReport = { accepted, refused: Object.fromEntries(refused), startedAt, cpuMs: (user + system) / 1_000 };
writeFileSync(reportFile, JSON.stringify(report));
