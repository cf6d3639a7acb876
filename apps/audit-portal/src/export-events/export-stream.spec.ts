import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import type { ExportFormatName } from '#libs/contracts';

import { EXPORT_FORMATS, type ExportRow } from './export-format.js';
import { ExportSlots } from './export-slots.js';
import { ExportStream, type SentFile } from './export-stream.js';

const row: ExportRow = {
  event_id: '01932b6e-7f3a-7000-8000-000000000001', verdict: 'taken', verdict_code: null, clock_state: null, details: null, effect: 'new', counts_at: '2026-05-22T17:00:00.000000Z', work_at: null, marks: '',
  recorded_at: '2026-05-22T17:00:01.184000Z', occurred_at: '2026-05-22T17:00:01.184000Z',
  message_id: '01932b6e-7f3a-7000-8000-000000000002', type: 'safeguarding.referral.acknowledged.v1', referral_id: null, agency: 'northshire-csc',
  hop: 1, rung: 'refused', actor: 'sw-0142', asserted_by: null, reason_code: 'not-our-remit', decision: null, feedback: null, redirected_to: null, force: null, change_id: null, code: null,
  correlation_id: null, envelope_digest: null, value_digest: 'ab', kafka_topic: 't', kafka_partition: 0, kafka_offset: '7', data: '{"b":1,"a":"ü"}',
};

/** A cursor of `batches` batches of 100 rows. It records how far it was read, and whether it was closed. */
function cursor(batches: number, failsAt = Number.POSITIVE_INFINITY) {
  const seen = { read: 0, closed: false };
  async function* rows(): AsyncGenerator<readonly ExportRow[], void, undefined> {
    try {
      for (; seen.read < batches; ) {
        if (seen.read === failsAt) throw new Error('connection lost');
        seen.read += 1;
        yield Array.from({ length: 100 }, () => row);
      }
    } finally {
      seen.closed = true;
    }
  }
  return { seen, rows: rows() };
}

async function unrecorded(): Promise<void> {}

async function textOf(format: ExportFormatName, batches: number): Promise<string> {
  const stream = await ExportStream.open(EXPORT_FORMATS[format], cursor(batches).rows, unrecorded);
  return Buffer.concat(await stream.toArray()).toString();
}

describe('an export', () => {
  it('reads no further than its receiver has got', async () => {
    const { seen, rows } = cursor(1_000);
    const stream = await ExportStream.open(EXPORT_FORMATS.csv, rows, unrecorded);
    // The stream fills its buffer, whose size Node chooses, with whole batches, and goes one batch beyond it at most.
    const batchBytes = Buffer.byteLength(EXPORT_FORMATS.csv.lines(Array.from({ length: 100 }, () => row)));
    const most = Math.ceil(stream.readableHighWaterMark / batchBytes) + 1;
    stream.read(1);
    for (let turn = 0; turn < 50; turn += 1) await setImmediate();
    expect(seen.read).toBeLessThanOrEqual(most);
    // The stream reads on only after the receiver has taken its bytes.
    const before = seen.read;
    stream.read();
    for (let turn = 0; turn < 50; turn += 1) await setImmediate();
    expect(seen.read).toBeGreaterThan(before);
    expect(seen.read).toBeLessThanOrEqual(before + most);
    stream.destroy();
    await once(stream, 'close');
    expect(seen).toEqual({ read: expect.any(Number), closed: true });
  });

  it('lets go of the database when the receiver leaves before the first byte', async () => {
    const { seen, rows } = cursor(3);
    const stream = await ExportStream.open(EXPORT_FORMATS.csv, rows, unrecorded);
    stream.destroy();
    await once(stream, 'close');
    expect(seen.closed).toBe(true);
  });

  it('is whole: a header and one line for each event', async () => {
    const stream = await ExportStream.open(EXPORT_FORMATS.csv, cursor(3).rows, unrecorded);
    const lines = Buffer.concat(await stream.toArray()).toString().split('\r\n');
    expect(lines).toHaveLength(302);
    expect(lines[0]).toMatch(/^"eventId","recordedAt","occurredAt","type","referralId"/);
    expect(lines[1]).toContain('"northshire-csc","1","refused","sw-0142",,"not-our-remit",,,');
    expect(stream.rows).toBe(300);
  });

  it.each(['csv', 'jsonl'] as const)('as %s is described before its end: events, bytes and digest of what was sent', async (format) => {
    const described: SentFile[] = [];
    const stream = await ExportStream.open(EXPORT_FORMATS[format], cursor(3).rows, async (file) => void described.push(file));
    const bytes = Buffer.concat(await stream.toArray());
    expect(described).toEqual([{ rows: 300, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }]);
  });

  it('breaks off where its manifest cannot be recorded', async () => {
    const stream = await ExportStream.open(EXPORT_FORMATS.csv, cursor(1).rows, async () => Promise.reject(new Error('disk full')));
    await expect(stream.toArray()).rejects.toThrow('disk full');
  });

  it('of nothing is a header alone, or nothing', async () => {
    expect((await textOf('csv', 0)).split('\r\n')).toHaveLength(2);
    expect(await textOf('jsonl', 0)).toBe('');
  });

  it('as JSON Lines is one event a line, with its payload', async () => {
    const lines = (await textOf('jsonl', 1)).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      Array.from({ length: 100 }, () => expect.objectContaining({ agency: 'northshire-csc', rung: 'refused', data: { b: 1, a: 'ü' } })),
    );
  });

  it('is torn off, not ended, when the database fails', async () => {
    const stream = await ExportStream.open(EXPORT_FORMATS.csv, cursor(5, 2).rows, unrecorded);
    await expect(stream.toArray()).rejects.toThrow('connection lost');
    await expect(ExportStream.open(EXPORT_FORMATS.csv, cursor(5, 0).rows, unrecorded)).rejects.toThrow('connection lost');
  });
});

describe('exports at the same time', () => {
  it('leave half of the connections to everyone else', () => {
    const slots = ExportSlots.ofPool(5);
    const [first, second] = [slots.take(), slots.take()];
    expect(slots.take()).toBeUndefined();
    first?.();
    first?.();
    expect(slots.inUse).toBe(1);
    expect(slots.take()).toBeDefined();
    expect(slots.take()).toBeUndefined();
    second?.();
    expect(ExportSlots.ofPool(1).limit).toBe(1);
  });
});
