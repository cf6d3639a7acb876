import { eventItem } from '../search-events/event-item.js';
import type { EventRow } from '../search-events/event-query.js';
import { csvLines, type CsvCell } from './csv.js';

/** A row of the log with its payload as it was sent. */
export interface ExportRow extends EventRow {
  readonly data: string;
}

export interface ExportFormat {
  readonly mediaType: string;
  readonly extension: string;
  /** The text before the first row. */
  readonly head: string;
  readonly lines: (rows: readonly ExportRow[]) => string;
}

/** The name of each column in the file, and the path of its value. The payload is not a column, because programs read it as JSON Lines. */
const COLUMNS = {
  eventId: 'event_id',
  recordedAt: 'recorded_at',
  occurredAt: 'occurred_at',
  type: 'type',
  referralId: 'referral_id',
  agency: 'agency',
  hop: 'hop',
  rung: 'rung',
  actor: 'actor',
  reasonCode: 'reason_code',
  decision: 'decision',
  feedback: 'feedback',
  redirectedTo: 'redirected_to',
  force: 'force',
  correlationId: 'correlation_id',
  messageId: 'message_id',
  envelopeDigest: 'envelope_digest',
  valueDigest: 'value_digest',
  topic: 'kafka_topic',
  partition: 'kafka_partition',
  offset: 'kafka_offset',
  changeId: 'change_id',
  code: 'code',
  verdict: 'verdict',
  verdictCode: 'verdict_code',
  effect: 'effect',
  countsAt: 'counts_at',
  workAt: 'work_at',
  marks: 'marks',
} as const satisfies Readonly<Record<string, keyof EventRow>>;
const FIELDS = Object.values(COLUMNS);

const csv: ExportFormat = {
  mediaType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  head: csvLines([Object.keys(COLUMNS)]),
  lines: (rows) => csvLines(rows.map((row) => FIELDS.map((field): CsvCell => row[field]))),
};

/** One event a line, as in the API, with its payload in `data`. */
const jsonl: ExportFormat = {
  mediaType: 'application/jsonl; charset=utf-8',
  extension: 'jsonl',
  head: '',
  lines: (rows) => rows.map((row) => `${JSON.stringify({ ...eventItem(row), data: JSON.parse(row.data) as unknown })}\n`).join(''),
};

export const EXPORT_FORMATS = { csv, jsonl } as const;
export type ExportFormatName = keyof typeof EXPORT_FORMATS;
