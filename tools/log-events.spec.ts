import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { LOG_EVENTS } from '#libs/observability';

const CATALOGUE = join('libs', 'observability', 'src', 'logs', 'events.ts');
/** A call of the logger, up to its first argument. */
const LOG_CALL = /\b[lL]ogger\??\.(?:debug|info|warn|error|fatal)\(\s*([^,)\s]+)/g;
const TABLE_ROW = /^\| `([a-z.-]+)` \| (debug|info|warn|error|fatal) \| (.+?) \| (.+) \|$/gm;

const sources = ['apps', 'libs']
  .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('spec.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => path !== CATALOGUE)
  .map((path) => readFileSync(path, 'utf8'));

describe('the events of the log', () => {
  it('are all logged somewhere: an alarm on another one would never fire', () => {
    const text = sources.join('\n');
    expect(Object.keys(LOG_EVENTS).filter((event) => !text.includes(`'${event}'`))).toEqual([]);
  });

  it('have constant names: no call puts a name together', () => {
    const names = sources.flatMap((text) => [...text.matchAll(LOG_CALL)].map(([, name]) => name));
    expect(names.length).toBeGreaterThan(30);
    // Two functions log one of several events, whose names the compiler checks: kafkajs lines, and uncaught errors.
    expect(names.filter((name) => !Object.keys(LOG_EVENTS).includes(name?.replaceAll("'", '') ?? ''))).toEqual(['event', 'event']);
  });

  it('are in the runbook, with level and fields', () => {
    const documented = [...readFileSync(join('docs', 'runbook.md'), 'utf8').matchAll(TABLE_ROW)];
    const rows = documented.map(([, event, level, fields]) => ({ event, level, fields: fields === '-' ? [] : fields?.replaceAll('`', '').split(' ') }));
    expect(rows).toEqual(Object.entries(LOG_EVENTS).map(([event, { level, fields }]) => ({ event, level, fields: [...fields] })));
  });
});
