import { readFileSync } from 'node:fs';

import { APPS, type AppId } from '#libs/contracts';

/** One cell of the matrix: a caller at an endpoint, and the expected outcome. */
export interface Cell {
  readonly column: string;
  /** `ok`, or the code of the refusal. */
  readonly expected: string;
}

export interface MatrixRow {
  readonly app: AppId;
  readonly method: string;
  readonly path: string;
  readonly cells: readonly Cell[];
}

const FILE = 'test/authorisation/matrix.md';

/** Reads the hand-written matrix. @throws Error for a row that does not have a cell for each column. */
export function readMatrix(columns: readonly string[]): readonly MatrixRow[] {
  return readFileSync(FILE, 'utf8').split(/^## /m).slice(1).flatMap((section) => {
    const [name = '', ...lines] = section.split('\n');
    const app = APPS.find(({ id }) => id === name.trim())?.id;
    if (app === undefined) throw new Error(`${FILE} has a section ${name} that is no app`);
    return lines.flatMap((line) => rowOf(app, line, columns));
  });
}

function rowOf(app: AppId, line: string, columns: readonly string[]): readonly MatrixRow[] {
  const [endpoint = '', ...expectations] = line.split('|').slice(1, -1).map((cell) => cell.trim());
  const [, method, path] = /^(GET|POST|PUT|PATCH|DELETE) (\/\S+)$/.exec(endpoint) ?? [];
  if (method === undefined || path === undefined) return [];
  if (expectations.length !== columns.length) throw new Error(`${FILE} has ${expectations.length} cells for ${endpoint} and not ${columns.length}`);
  return [{ app, method, path, cells: columns.map((column, index) => ({ column, expected: expectations[index] ?? '' })) }];
}
