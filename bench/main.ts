// `npm run bench`: the exchange beside what a team would otherwise write. See docs/performance.md.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { resolve } from 'node:path';

import type { Contestant } from './contestants/contestant.js';
import { exchange, exchangeWithClocks } from './contestants/exchange/exchange.js';
import { nestDocumentation } from './contestants/nest-documentation/nest-documentation.js';
import { pgBoss } from './contestants/pg-boss/pg-boss.js';
import { rawKafka } from './contestants/raw-kafka/raw-kafka.js';
import { parseOptions } from './options.js';
import { runRepetition, type Repetition } from './repetition.js';
import { summarise } from './report/summary.js';
import { renderSummaries } from './report/table.js';
import { startServers } from './servers.js';

const contestants: readonly Contestant[] = [exchange, nestDocumentation, pgBoss, rawKafka];
/** Takes part only when it is named. */
const known: readonly Contestant[] = [...contestants, exchangeWithClocks];
const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), known.map(({ id }) => id));
  const chosen = options.only === undefined ? contestants : known.filter(({ id }) => options.only?.includes(id));
  const taking = chosen.filter((contestant) => {
    const why = contestant.unavailable();
    if (why !== undefined) say(`${contestant.title} does not take part: ${why}.`);
    return why === undefined;
  });
  say('Starting PostgreSQL and Kafka');
  const servers = await startServers(options.profile === undefined ? undefined : resolve(options.profile));
  const results = new Map<string, Repetition[]>(taking.map(({ id }) => [id, []]));
  const loads: number[] = [];
  // Ctrl-C lets the turn end, and the servers stop in order.
  const interruption = new AbortController();
  process.once('SIGINT', () => {
    interruption.abort();
    say('Stopping after this turn');
  });
  try {
    for (const contestant of taking) {
      say(`Preparing ${contestant.title}`);
      await contestant.prepare(servers.arena);
    }
    for (let repetition = 0; repetition < options.repetitions && !interruption.signal.aborted; repetition += 1) {
      // Another one goes first each time: whatever the machine does at regular times hits everybody.
      for (const contestant of rotated(taking, repetition)) {
        if (interruption.signal.aborted) break;
        loads.push(loadavg()[0] ?? 0);
        const result = await runRepetition(servers, contestant, options);
        results.get(contestant.id)?.push(result);
        say(progressLine(repetition, contestant.title, result));
      }
    }
  } finally {
    await servers.stop();
  }
  const measured = taking.filter(({ id }) => (results.get(id)?.length ?? 0) > 0);
  const summaries = measured.map(({ id, title }) => summarise(id, title, results.get(id) ?? []));
  process.stdout.write(`\n${renderSummaries(summaries)}\n`);
  if (options.json !== undefined) {
    const document = { machine: machine(), loadAverageBeforeEachTurn: loads, options, summaries, repetitions: Object.fromEntries(results) };
    writeFileSync(options.json, `${JSON.stringify(document, null, 2)}\n`);
  }
  // Speed is for people to judge; a receipt that is not there, or is there twice, is a failure.
  if (summaries.some(({ missing, doubled }) => missing > 0 || doubled > 0)) process.exitCode = 1;
}

function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const start = by % Math.max(1, items.length);
  return [...items.slice(start), ...items.slice(0, start)];
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
