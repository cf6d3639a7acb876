/** The examples at the end of a command's help, each with its purpose. */
export function examples(...lines: readonly (readonly [line: string, purpose: string])[]): string {
  const width = Math.max(...lines.map(([line]) => line.length));
  return `\nExamples:\n${lines.map(([line, purpose]) => `  ${line.padEnd(width)}  # ${purpose}`).join('\n')}`;
}
