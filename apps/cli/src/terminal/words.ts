/** `3 topics`, `1 topic`. */
export function counted(count: number | bigint, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-GB')} ${Number(count) === 1 ? singular : plural}`;
}

/** The first three names, and the number of the others. */
export function some(names: readonly string[]): string {
  const first = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${first} and ${names.length - 3} more` : first;
}
