import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const LONGEST_LINE = 400;

export interface LogLine {
  readonly file: string;
  /** ISO 8601; empty for a line that is not of the app's logger. */
  readonly time: string;
  readonly text: string;
}

/** The lines of all logs of the folder that name one of the ids, by id. */
export async function findInLogs(folder: string, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly LogLine[]>> {
  const found = new Map<string, LogLine[]>();
  for (const file of existsSync(folder) ? readdirSync(folder).toSorted() : []) {
    for await (const line of createInterface({ input: createReadStream(join(folder, file)), crlfDelay: Number.POSITIVE_INFINITY })) {
      const named = [...new Set(line.match(UUID))].filter((id) => ids.has(id));
      if (named.length === 0) continue;
      const logLine = readLine(file, line);
      for (const id of named) found.set(id, [...(found.get(id) ?? []), logLine]);
    }
  }
  return found;
}

function readLine(file: string, line: string): LogLine {
  try {
    const { time = '', level, event, pid: _pid, app: _app, instance: _instance, ...fields } = JSON.parse(line) as Record<string, string>;
    return { file, time, text: `${level} ${event} ${JSON.stringify(fields)}`.slice(0, LONGEST_LINE) };
  } catch {
    return { file, time: '', text: line.slice(0, LONGEST_LINE) };
  }
}
