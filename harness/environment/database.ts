import pg from 'pg';

/** Gives `work` a connection of its own and closes it afterwards. A statement may take `limitMs`. */
export async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>, limitMs = 60_000): Promise<Result> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: limitMs });
  // A killed server breaks the connection. The statement under way reports the error; an idle connection has none to report.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs one statement on a connection of its own. */
export function query<Row extends object>(url: string, text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  return withClient(url, async (client) => (await client.query<Row>(text, [...values])).rows);
}

/** The same server and database, as another role, in another database or through another port. */
export function changedUrl(url: string, change: { readonly role?: string; readonly database?: string; readonly port?: number }): string {
  const changed = new URL(url);
  if (change.role !== undefined) changed.username = change.role;
  if (change.database !== undefined) changed.pathname = `/${change.database}`;
  if (change.port !== undefined) changed.port = String(change.port);
  return changed.href;
}
