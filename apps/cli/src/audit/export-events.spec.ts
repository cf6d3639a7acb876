import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { AuditExportManifest } from '#libs/contracts';
import { sha256Hex } from '#libs/kernel';

import { exchange, ExchangeStandIn, json, problem, type Answer } from '../test-support/exchange-stand-in.js';
import { RowCounter } from './row-counter.js';

const HEADING = '"eventId","agency"\r\n';
const line = (index: number): string => `"${index}","northshire-csc"\r\n`;
const whole = HEADING + Array.from({ length: 1_000 }, (_, index) => line(index)).join('');

const EXPORT_ID = '01a22554-f1c2-7d3e-8a4b-5c6d7e8f9a0b';
const MANIFEST: AuditExportManifest = {
  manifestVersion: 1, exportId: EXPORT_ID, organisation: 'northshire-inspectorate', person: 'insp-0007', sees: 'all', of: 'events', askedAt: '2026-11-29T03:24:08.232Z', completedAt: '2026-11-29T03:24:08.911Z',
  format: 'csv', formatVersion: 1, filter: { agency: 'northshire-csc', by: 'occurred' }, rows: 1_000, bytes: whole.length, sha256: sha256Hex(whole),
};

/** An export as the audit portal sends it, its rows counted behind the body, and its manifest. */
function exported(body: string, sent: number | undefined, end: (response: ServerResponse) => void = (response) => void response.end(), manifest: Answer = json(MANIFEST)): Answer {
  return (response, request) => {
    if (request.path.endsWith('/manifest')) return manifest(response, request);
    response.writeHead(200, { 'content-type': 'text/csv', 'x-export-id': EXPORT_ID, 'x-export-estimated-rows': '900', ...(sent !== undefined && { trailer: 'x-export-rows' }) });
    response.write(body, () => {
      if (sent !== undefined) response.addTrailers({ 'x-export-rows': String(sent) });
      end(response);
    });
  };
}

let folder = '';
let server: ExchangeStandIn | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exchange-export-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

async function exportTo(answer: Answer, ...options: string[]) {
  server = await ExchangeStandIn.answering(answer);
  return exchange(['audit', 'export', '--from', '2026-05-01', '--to', '2026-06-01', '--audit-url', server.url, ...options]);
}

describe('an export to a file', () => {
  it('is whole, readable by its owner alone, and summarised', async () => {
    const file = join(folder, 'may.csv');
    const { exitCode, out, err } = await exportTo(exported(whole, 1_000), '--output', file, '--json');
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: expect.stringContaining('1,000 rows') });
    expect(JSON.parse(out)).toMatchObject({ file, manifest: `${file}.manifest.json`, exportId: EXPORT_ID, rows: 1_000, bytes: whole.length, sha256: sha256Hex(whole) });
    expect(JSON.parse(readFileSync(`${file}.manifest.json`, 'utf8'))).toEqual(MANIFEST);
    expect(readFileSync(file, 'utf8')).toBe(whole);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(server?.seen[0]?.query.toString()).toBe('from=2026-05-01T00%3A00%3A00.000Z&to=2026-06-01T00%3A00%3A00.000Z&format=csv');
  });

  it.each([
    ['the connection breaks in the middle', exported(whole, undefined, (response) => void response.socket?.destroy())],
    ['fewer events arrive than were sent', exported(whole, 1_001)],
    ['a proxy has changed a byte', exported(whole.replace('"7"', '"8"'), 1_000)],
  ])('leaves nothing behind when %s', async (_, answer) => {
    const { exitCode, out, err } = await exportTo(answer, '--output', join(folder, 'may.csv'));
    expect({ exitCode, out, files: readdirSync(folder) }).toEqual({ exitCode: 6, out: '', files: [] });
    expect(err).toContain('not whole');
  });

  it('leaves nothing behind after Ctrl-C', async () => {
    server = await ExchangeStandIn.answering(exported(whole, undefined, () => undefined));
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 200);
    const argv = ['audit', 'export', '--from', '7d', '--audit-url', server.url, '--output', join(folder, 'week.csv')];
    const { exitCode, err } = await exchange(argv, { signal: abort.signal });
    expect({ exitCode, err, files: readdirSync(folder) }).toEqual({ exitCode: 130, err: '', files: [] });
  });

  it('is kept when the count was lost on the way, because its manifest confirms it', async () => {
    const { exitCode } = await exportTo(exported(whole, undefined), '--output', join(folder, 'may.csv'));
    expect({ exitCode, files: readdirSync(folder) }).toEqual({ exitCode: 0, files: ['may.csv', 'may.csv.manifest.json'] });
  });

  it('leaves nothing behind without a manifest', async () => {
    const { exitCode, err } = await exportTo(exported(whole, 1_000, undefined, problem('AUD-011')), '--output', join(folder, 'may.csv'));
    expect({ exitCode, err, files: readdirSync(folder) }).toEqual({ exitCode: 4, err: expect.stringContaining('AUD-011'), files: [] });
  });

  it('of a referral that no record names is whole, and states that it is empty because of the filter', async () => {
    const file = join(folder, 'none.csv');
    const manifest = { ...MANIFEST, filter: { referralId: EXPORT_ID, by: 'occurred' }, rows: 0, bytes: HEADING.length, sha256: sha256Hex(HEADING), notRecorded: ['referralId'] };
    const sentence = 'No record that you may see names the referral of --referral. Check the spelling.\n';
    expect(await exportTo(exported(HEADING, 0, undefined, json(manifest)), '--output', file)).toMatchObject({ exitCode: 0, err: expect.stringContaining(sentence) });
    expect(await exchange(['audit', 'verify-export', file])).toMatchObject({ exitCode: 0, out: expect.stringContaining(sentence) });
    await server?.close();
    const { out } = await exportTo(exported(HEADING, 0, undefined, json(manifest)), '--output', file, '--replace', '--json');
    expect(JSON.parse(out)).toMatchObject({ rows: 0, notRecorded: ['referralId'] });
  });

  it('can be checked at any time, and one changed byte shows', async () => {
    const file = join(folder, 'may.csv');
    await exportTo(exported(whole, 1_000), '--output', file);
    expect(await exchange(['audit', 'verify-export', file])).toMatchObject({ exitCode: 0, out: expect.stringContaining('whole and unchanged: 1,000 events') });
    writeFileSync(file, whole.replace('"7"', '"8"'));
    expect(await exchange(['audit', 'verify-export', file])).toMatchObject({ exitCode: 1, out: '', err: expect.stringContaining('SHA-256: the manifest has') });
    writeFileSync(file, whole.slice(0, -40));
    expect(await exchange(['audit', 'verify-export', file])).toMatchObject({ exitCode: 1, err: expect.stringContaining('size in bytes') });
  });

  it('is compared with the record, where file and manifest were changed alike', async () => {
    const file = join(folder, 'may.csv');
    await exportTo(exported(whole, 1_000), '--output', file);
    const forged = whole.replace('"7"', '"8"');
    writeFileSync(file, forged);
    writeFileSync(`${file}.manifest.json`, JSON.stringify({ ...MANIFEST, sha256: sha256Hex(forged) }));
    expect((await exchange(['audit', 'verify-export', file])).exitCode).toBe(0);
    expect(await exchange(['audit', 'verify-export', file, '--recorded', '--audit-url', server?.url ?? ''])).toMatchObject({ exitCode: 1, err: expect.stringContaining('not the manifest that the exchange has recorded') });
  });

  it.each([['without a manifest', undefined, 'no manifest: ask for it again'], ['with another document', '{"rows":1}', 'is no manifest of an export']])('is not evidence %s', async (_, manifest, expected) => {
    const file = join(folder, 'may.csv');
    writeFileSync(file, whole);
    if (manifest !== undefined) writeFileSync(`${file}.manifest.json`, manifest);
    expect(await exchange(['audit', 'verify-export', file])).toMatchObject({ exitCode: 2, err: expect.stringContaining(expected) });
  });

  it('does not replace a file, unless that is asked for', async () => {
    const file = join(folder, 'may.csv');
    writeFileSync(file, 'evidence');
    const refused = await exportTo(exported(whole, 1_000), '--output', file);
    expect({ exitCode: refused.exitCode, requests: server?.seen.length, content: readFileSync(file, 'utf8') }).toEqual({ exitCode: 2, requests: 0, content: 'evidence' });
    await server?.close();
    expect((await exportTo(exported(whole, 1_000), '--output', file, '--replace')).exitCode).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(whole);
    expect(readdirSync(folder)).toEqual(['may.csv', 'may.csv.manifest.json']);
  });

  it('is refused like every request, and leaves nothing behind', async () => {
    const { exitCode, err } = await exportTo(problem('AUD-001'), '--output', join(folder, 'may.csv'));
    expect({ exitCode, files: readdirSync(folder) }).toEqual({ exitCode: 1, files: [] });
    expect(err).toContain('(AUD-001)');
    expect(err).toContain('--referral (referralId), --case-reference (caseReference), --correlation (correlationId), --from, --to and --agency');
  });

  it('needs a folder', async () => {
    expect((await exportTo(exported(whole, 1_000), '--output', join(folder, 'no', 'may.csv'))).exitCode).toBe(2);
  });
});

describe('an export to standard output', () => {
  it('is the file and nothing else', async () => {
    const { exitCode, out } = await exportTo(exported(whole, 1_000));
    expect(exitCode).toBe(0);
    expect(out).toBe(whole);
  });

  it('has no room for a summary', async () => {
    expect((await exportTo(exported(whole, 1_000), '--json')).exitCode).toBe(2);
  });
});

describe('the count of rows', () => {
  it('does not depend on how the bytes are cut, and knows a line break inside a cell', () => {
    const bytes = Buffer.from(`${HEADING}"a","line\nbreak ""quoted""\n"\r\n"b","c"\r\n`);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length }), { maxLength: 8 }), (cuts) => {
        const counter = new RowCounter('csv');
        const ends = [...cuts.toSorted((left, right) => left - right), bytes.length];
        ends.forEach((end, index) => counter.add(bytes.subarray(index === 0 ? 0 : ends[index - 1], end)));
        expect(counter.rows).toBe(2);
      }),
    );
    const lines = new RowCounter('jsonl');
    lines.add(Buffer.from('{"a":"\\""}\n{}\n'));
    expect(lines.rows).toBe(2);
    expect(new RowCounter('csv').rows).toBe(0);
  });
});
