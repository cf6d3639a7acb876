// `npm run bench`: the exchange beside other ways to build it. See docs/performance.md.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { resolve } from 'node:path';

import { parseOptions } from './options.js';
import { runRepetition, type Repetition } from './repetition.js';
import { startServers } from './servers.js';
import { summarise } from './summary.js';
import { renderSummaries } from './table.js';
import { exchange, exchangeWithClocks } from './variants/exchange.js';
import { nestDocumentation } from './variants/nest-documentation/variant.js';
import { pgBoss } from './variants/pg-boss/variant.js';
import { rawKafka } from './variants/raw-kafka/variant.js';
import type { Variant } from './variants/variant.js';

const usual: readonly Variant[] = [exchange, nestDocumentation, pgBoss, rawKafka];
/** The last one is measured only when it is named. */
const known: readonly Variant[] = [...usual, exchangeWithClocks];
const progress = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const options = parseOptions(known.map(({ id }) => id));
  const chosen = options.only === undefined ? usual : known.filter(({ id }) => options.only?.includes(id));
  progress('Starting PostgreSQL and Kafka');
  const servers = await startServers(options.profile === undefined ? undefined : resolve(options.profile));
  const results = new Map<string, Repetition[]>(chosen.map(({ id }) => [id, []]));
  const loads: number[] = [];
  // Ctrl-C lets the turn end, and the servers stop in order.
  const interruption = new AbortController();
  process.once('SIGINT', () => {
    interruption.abort();
    progress('Stopping after this turn');
  });
  try {
    for (const variant of chosen) {
      progress(`Preparing ${variant.title}`);
      await variant.prepare(servers.arena);
    }
    for (let turn = 0; turn < options.repetitions * chosen.length && !interruption.signal.aborted; turn += 1) {
      const repetition = Math.floor(turn / chosen.length);
      // Another variant is first in each repetition, so that regular work of the machine hits all of them alike.
      const variant = chosen[(turn + repetition) % chosen.length] ?? exchange;
      loads.push(loadavg()[0] ?? 0);
      const result = await runRepetition(servers, variant, options);
      results.get(variant.id)?.push(result);
      progress(progressLine(repetition, variant.title, result));
    }
  } finally {
    await servers.stop();
  }
  const measured = chosen.filter(({ id }) => (results.get(id)?.length ?? 0) > 0);
  const summaries = measured.map(({ id, title }) => summarise(id, title, results.get(id) ?? []));
  process.stdout.write(`\n${renderSummaries(summaries)}\n`);
  if (options.json !== undefined) {
    const document = { machine: machine(), loadAverageBeforeEachTurn: loads, options, summaries, repetitions: Object.fromEntries(results) };
    writeFileSync(options.json, `${JSON.stringify(document, null, 2)}\n`);
  }
  // People judge speed; a receipt that is missing or there twice is a failure.
  if (summaries.some(({ missing, doubled }) => missing > 0 || doubled > 0)) process.exitCode = 1;
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;

function progressLine(repetition: number, title: string, { full, half }: Repetition): string {
  return `${repetition + 1}. ${title}: ${Math.round(full.perSecond)} recorded/s; at ${Math.round(half.perSecond)}/s accept p99 ${ms(half.accept.p99)}, `
    + `to recorded p50 ${ms(half.publishToRecorded.p50)} p99 ${ms(half.publishToRecorded.p99)}`;
}

function machine(): object {
  const [processor] = cpus();
  return { processor: processor?.model, processors: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), linux: release(), node: process.version };
}

await main();
