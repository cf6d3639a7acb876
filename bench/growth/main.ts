// `npm run bench:growth`: the cost of the audit log when it has grown. See docs/performance.md.
import { Command } from '@commander-js/extra-typings';
import { writeFileSync } from 'node:fs';

import { countArgument } from '../../harness/arguments.js';
import { withClient } from '../../harness/environment/database.js';
import { Exchange } from '../../harness/environment/exchange.js';
import { latencyOf, type Latency } from '../../harness/measure/statistics.js';
import { tableOf } from '../../harness/table.js';
import { checkpoint, startServers, type Servers } from '../servers.js';
import { DIST } from '../variants/variant.js';
import { fillLog } from './fill.js';
import { EVENTS_PER_BATCH, timeInserts } from './inserts.js';
import { timeQueries } from './queries.js';

interface Step {
  readonly events: number;
  readonly fillSeconds: number;
  readonly figures: Readonly<Record<string, Latency>>;
}

const SCHEMA = 'audit_recorder';
/** With ten million events the vacuum after the filling is a statement of minutes. */
const STATEMENT_LIMIT_MS = 1_800_000;
const progress = (line: string): void => void process.stderr.write(`${line}\n`);

const options = new Command('npm run bench:growth --')
  .description('Times the recorder\'s inserts and the auditors\' queries with more and more events in the log.')
  .option('--events <counts>', 'the numbers of events, in turn', (text) => text.split(',').map(countArgument), [10_000, 1_000_000])
  .option('--large', 'ten million as well: some 10 GB of disk and a quarter of an hour', false)
  .option('--rounds <count>', 'of every query', countArgument, 200)
  .option('--batches <count>', `of ${EVENTS_PER_BATCH} events`, countArgument, 40)
  .option('--json <file>', 'write everything measured to this file')
  .parse()
  .opts();

async function main(): Promise<void> {
  const servers = await startServers(undefined, false);
  try {
    const adminUrl = await servers.arena.database('bench_growth');
    const exchange = await Exchange.plan({
      ...servers.arena, dist: DIST, adminUrl, agencies: [], copies: { publisher: 0, watch: 0, portal: 1 }, common: { NODE_ENV: 'production' },
    });
    const [recorder, portal] = [exchange.app('recorder'), exchange.app('portal')];
    if ((await recorder.migrate()).code !== 0) throw new Error('the migration failed: look into the logs folder');
    await exchange.start([portal]);
    try {
      report(await measure(servers, adminUrl, recorder.plan.settings['DATABASE_URL'] ?? '', portal.url));
    } finally {
      await exchange.stop();
    }
  } finally {
    await servers.stop();
  }
}

function measure(servers: Servers, adminUrl: string, recorderUrl: string, portalUrl: string): Promise<readonly Step[]> {
  return withClient(adminUrl, async (client) => {
    await client.query('CREATE EXTENSION tsm_system_rows');
    const steps: Step[] = [];
    for (const events of [...options.events, ...(options.large ? [10_000_000] : [])]) {
      progress(`Filling the log up to ${events} events`);
      const began = performance.now();
      await fillLog(client, SCHEMA, events);
      const fillSeconds = (performance.now() - began) / 1_000;
      await checkpoint(servers);
      progress(`Measuring with ${events} events`);
      const queries = await timeQueries(client, portalUrl, options.rounds);
      const { append, record } = await timeInserts(recorderUrl, SCHEMA, options.batches);
      // The first batch prepares its statements.
      const inserts = { [`append ${EVENTS_PER_BATCH} events`]: latencyOf(append.slice(1)), [`record ${EVENTS_PER_BATCH} events`]: latencyOf(record.slice(1)) };
      steps.push({ events, fillSeconds, figures: { ...inserts, ...queries } });
    }
    return steps;
  }, STATEMENT_LIMIT_MS);
}

function report(steps: readonly Step[]): void {
  const [first, last] = [steps[0], steps.at(-1)];
  const p50 = (step: Step | undefined, name: string): number => step?.figures[name]?.p50 ?? Number.NaN;
  const table = tableOf([
    ['p50 in ms, by events in the log', ...steps.map(({ events }) => String(events)), 'last / first'],
    ...Object.keys(first?.figures ?? {}).map((name) => [name, ...steps.map((step) => p50(step, name).toFixed(2)), (p50(last, name) / p50(first, name)).toFixed(2)]),
  ]);
  process.stdout.write(`\n${table}\n`);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ node: process.version, steps }, null, 2)}\n`);
}

await main();
