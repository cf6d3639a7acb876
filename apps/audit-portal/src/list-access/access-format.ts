import type { ExportFormatName } from '#libs/contracts';

import { csvLines, type CsvCell } from '../export-events/csv.js';
import type { ExportFormat } from '../export-events/export-format.js';
import { accessItem, type AccessRow } from './access-query.js';

type Cell = (row: ReturnType<typeof accessItem>) => CsvCell | undefined;

/** The name of each column in the file, and its value. `docs/audit.md` explains each. */
const COLUMNS: Readonly<Record<string, Cell>> = {
  accessId: ({ accessId }) => accessId,
  at: ({ at }) => at,
  recordedAt: ({ recordedAt }) => recordedAt,
  app: ({ app }) => app,
  node: ({ node }) => node,
  action: ({ action }) => action,
  kind: ({ kind }) => kind,
  outcome: ({ outcome }) => outcome,
  status: ({ status }) => status,
  problem: ({ problem }) => problem,
  organisation: ({ organisation }) => organisation,
  person: ({ person }) => person,
  assertedBy: ({ assertedBy }) => assertedBy,
  client: ({ client }) => client,
  reason: ({ reason }) => reason,
  referralIds: ({ referralIds = [] }) => referralIds.join(' '),
  agency: ({ agency }) => agency,
  resource: ({ resource }) => resource,
  filters: ({ filters = [] }) => filters.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)).join(' '),
  rows: ({ rows }) => rows,
  correlationId: ({ correlationId }) => correlationId,
};
export const ACCESS_COLUMNS: readonly string[] = Object.keys(COLUMNS);
const CELLS = Object.values(COLUMNS);

export const ACCESS_FORMATS: Readonly<Record<ExportFormatName, ExportFormat<AccessRow>>> = {
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present', extension: 'csv', head: csvLines([ACCESS_COLUMNS]),
    lines: (rows) => csvLines(rows.map((row) => CELLS.map((cell) => cell(accessItem(row)) ?? null))),
  },
  jsonl: {
    mediaType: 'application/jsonl; charset=utf-8', extension: 'jsonl', head: '', lines: (rows) => rows.map((row) => `${JSON.stringify(accessItem(row))}\n`).join(''),
  },
};
