import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { SandboxDescription } from './exchange-desk.js';
import { rowsOfToday } from './table-dump.js';

/** The logs of the apps, and not those of PostgreSQL, Kafka and Docker. */
const LOG_OF_APP = /^(referral-publisher|audit-recorder|audit-portal|deadline-watch|agency-node\..+)\.log$/;

/** Where a moved clock shows: the tables with a row of the machine's own date, and the months of the apps' logs and starts. */
export async function recordedTimes(sandbox: SandboxDescription, logs: string) {
  const { rows, tables } = await rowsOfToday(sandbox);
  if (rows < 100) throw new Error(`only ${rows} rows were found: too few to prove anything`);
  return { rows, tablesOfToday: tables, months: await monthsOfApps(sandbox, logs) };
}

/** The months (2026-05) of every line of the apps' logs, and of the time at which each app says that it started. */
async function monthsOfApps({ urls, agencies }: SandboxDescription, logs: string): Promise<readonly string[]> {
  const names = (await readdir(logs)).filter((name) => LOG_OF_APP.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(logs, name), 'utf8')));
  const lines = texts.flatMap((text) => [...text.matchAll(/"time":"(\d{4}-\d\d)/g)].map(([, month = '']) => month));
  const started = [...Object.values(urls), ...Object.values(agencies).map(({ url }) => url)].map(async (url) => {
    const { startedAt } = (await (await fetch(`${url}/info`)).json()) as { readonly startedAt: string };
    return startedAt.slice(0, 7);
  });
  return [...new Set([...lines, ...(await Promise.all(started))])];
}
