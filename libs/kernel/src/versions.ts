/** Compares versions such as `20.20.2` and `20.19` by their numbers. */
export function isAtLeastVersion(version: string, minimum: string): boolean {
  const [actual, wanted] = [version, minimum].map((text) => text.split('.').map(Number));
  for (const [index, part] of (wanted ?? []).entries()) {
    const mine = actual?.[index] ?? 0;
    if (mine !== part) return mine > part;
  }
  return true;
}
