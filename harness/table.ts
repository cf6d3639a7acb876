import CliTable from 'cli-table3';

const EDGES = ['top', 'bottom', 'left', 'right', 'mid'].flatMap((edge) => [edge, `${edge}-left`, `${edge}-mid`, `${edge}-right`]);

/** Rows as aligned lines, the first row as their headings: the first `texts` columns to the left, the numbers to the right. */
export function tableOf(rows: readonly (readonly string[])[], texts = 1): string {
  const table = new CliTable({
    chars: { ...Object.fromEntries(EDGES.map((edge) => [edge, ''])), middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: (rows[0] ?? []).map((_, column) => (column < texts ? 'left' : 'right')),
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString().split('\n').map((line) => line.trimEnd()).join('\n');
}
