import type { ExportFormatName } from '#libs/contracts';

import { detailsOf, eventItem } from '../search-events/event-item.js';
import type { EventRow } from '../search-events/event-query.js';
import { csvLines, type CsvCell } from './csv.js';

/** A row of the log with its payload as it was sent. */
export interface ExportRow extends EventRow {
  readonly data: string;
}

export interface ExportFormat<Row = ExportRow> {
  readonly mediaType: string;
  readonly extension: string;
  /** The text before the first row. */
  readonly head: string;
  readonly lines: (rows: readonly Row[]) => string;
}

type Details = ReturnType<typeof detailsOf>;
type Cell = (row: ExportRow, details: Details) => CsvCell | undefined;

function column(name: keyof ExportRow & keyof EventRow): Cell {
  return (row) => row[name] as CsvCell;
}

function detail(name: keyof Details): Cell {
  return (_, details) => details[name];
}

/**
 * The name of each column in the file, and its value. `docs/audit.md` explains each. The payload is not a column, because programs read
 * it as JSON Lines.
 */
const COLUMNS: Readonly<Record<string, Cell>> = {
  eventId: column('event_id'),
  recordedAt: column('recorded_at'),
  occurredAt: column('occurred_at'),
  type: column('type'),
  referralId: column('referral_id'),
  agency: column('agency'),
  hop: column('hop'),
  rung: column('rung'),
  actor: column('actor'),
  assertedBy: column('asserted_by'),
  reasonCode: column('reason_code'),
  decision: column('decision'),
  feedback: column('feedback'),
  redirectedTo: column('redirected_to'),
  force: column('force'),
  correlationId: column('correlation_id'),
  messageId: column('message_id'),
  envelopeDigest: column('envelope_digest'),
  valueDigest: column('value_digest'),
  topic: column('kafka_topic'),
  partition: column('kafka_partition'),
  offset: column('kafka_offset'),
  changeId: column('change_id'),
  code: column('code'),
  verdict: column('verdict'),
  verdictCode: column('verdict_code'),
  effect: column('effect'),
  countsAt: column('counts_at'),
  workAt: column('work_at'),
  marks: column('marks'),
  childId: detail('childId'),
  episodeId: detail('episodeId'),
  clockId: detail('clockId'),
  rule: detail('rule'),
  dueAt: detail('dueAt'),
  clockState: column('clock_state'),
  organisation: detail('organisation'),
  role: detail('role'),
  raisedAt: detail('raisedAt'),
  endedBy: detail('endedBy'),
  lateSeconds: detail('lateSeconds'),
  anchor: detail('anchor'),
};
export const CSV_COLUMNS: readonly string[] = Object.keys(COLUMNS);
const CELLS = Object.values(COLUMNS);

function cellsOf(row: ExportRow): readonly CsvCell[] {
  const details = detailsOf(row.details ?? {});
  return CELLS.map((cell) => cell(row, details) ?? null);
}

const csv: ExportFormat = {
  mediaType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  head: csvLines([CSV_COLUMNS]),
  lines: (rows) => csvLines(rows.map((row) => cellsOf(row))),
};

/** One event a line, as in the API, with its payload in `data`. */
const jsonl: ExportFormat = {
  mediaType: 'application/jsonl; charset=utf-8',
  extension: 'jsonl',
  head: '',
  lines: (rows) => rows.map((row) => `${JSON.stringify({ ...eventItem(row), data: JSON.parse(row.data) as unknown })}\n`).join(''),
};

/** One more after a column or a field has got another name, place or meaning. A manifest names it. */
export const FORMAT_VERSION = 1;
export const EXPORT_FORMATS: Readonly<Record<ExportFormatName, ExportFormat>> = { csv, jsonl };
