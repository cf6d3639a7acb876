// `npm run bench:growth`: what the audit log costs when it has grown. See docs/performance.md.
import { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { Client } from 'pg';

import { freePort } from '#libs/local-services';

import { runProgram, startProgram, untilHealthy } from '../contestants/processes.js';
import { latencyOf, type Latency } from '../measure/statistics.js';
import { alignedTable } from '../report/table.js';
import { startServers } from '../servers.js';
import { fillLog } from './fill.js';
import { EVENTS_PER_BATCH, timeInserts } from './inserts.js';
import { timeQueries } from './queries.js';

interface Step {
  readonly events: number;
  readonly fillSeconds: number;
  readonly figures: Readonly<Record<string, Latency>>;
}

const SCHEMA = 'audit_recorder';
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const options = new Command('npm run bench:growth --')
  .description('Times the recorder\'s inserts and the auditors\' queries with more and more events in the log.')
  .option('--events <counts>', 'how many events, in turn', '10000,1000000')
  .option('--large', 'ten million as well: some 10 GB of disk and a quarter of an hour')
  .option('--rounds <count>', 'of every query', '200')
  .option('--batches <count>', `of ${EVENTS_PER_BATCH} events`, '40')
  .option('--json <file>', 'write everything measured to this file')
  .parse()
  .opts<{ events: string; large?: true; rounds: string; batches: string; json?: string }>();

async function main(): Promise<void> {
  const servers = await startServers(undefined, false);
  try {
    const url = await servers.arena.database('bench_growth');
    const as = (role: string): string => url.replace('postgres:bench-only@', `${role}:bench-only@`);
    const environment = { DATABASE_URL: as('audit_recorder_app'), DATABASE_SCHEMA: SCHEMA };
    const migration = { ...environment, DATABASE_ADMIN_URL: url, READER_DATABASE_URL: as('audit_reader') };
    await runProgram(servers.arena, { name: 'migrate audit-recorder', program: 'apps/audit-recorder/src/migrate.js', environment: migration });
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('CREATE EXTENSION tsm_system_rows');
    const port = await freePort();
    const portal = await startProgram(servers.arena, {
      name: 'audit-portal', program: 'apps/audit-portal/src/main.js',
      environment: {
        DATABASE_URL: as('audit_reader'), DATABASE_SCHEMA: SCHEMA, PORT: String(port), PARTNERSHIP_FILE: 'infra/partnership/northshire/partnership.yaml',
      },
    });
    const steps: Step[] = [];
    try {
      await untilHealthy(portal, `http://127.0.0.1:${port}/health/ready`);
      for (const events of [...options.events.split(',').map(Number), ...(options.large === true ? [10_000_000] : [])]) {
        say(`Filling the log up to ${events} events`);
        const began = performance.now();
        await fillLog(client, SCHEMA, events);
        const fillSeconds = (performance.now() - began) / 1_000;
        await servers.settle();
        say(`Measuring with ${events} events`);
        const queries = await timeQueries(client, `http://127.0.0.1:${port}`, Number(options.rounds));
        const { append, record } = await timeInserts(environment.DATABASE_URL, SCHEMA, Number(options.batches));
        // The first batch prepares its statements.
        const inserts = { [`append ${EVENTS_PER_BATCH} events`]: latencyOf(append.slice(1)), [`record ${EVENTS_PER_BATCH} events`]: latencyOf(record.slice(1)) };
        steps.push({ events, fillSeconds, figures: { ...inserts, ...queries } });
      }
    } finally {
      await client.end();
      await portal.stop();
    }
    report(steps);
  } finally {
    await servers.stop();
  }
}

function report(steps: readonly Step[]): void {
  const [first, last] = [steps[0], steps.at(-1)];
  const names = Object.keys(first?.figures ?? {});
  const p50 = (step: Step | undefined, name: string): number => step?.figures[name]?.p50 ?? Number.NaN;
  const table = alignedTable([
    ['p50 in ms, by events in the log', ...steps.map(({ events }) => String(events)), 'last / first'],
    ...names.map((name) => [name, ...steps.map((step) => p50(step, name).toFixed(2)), (p50(last, name) / p50(first, name)).toFixed(2)]),
  ]);
  process.stdout.write(`\n${table}\n`);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ node: process.version, steps }, null, 2)}\n`);
}

await main();
