/** `2026-05-22 17:00:01Z`, in UTC, so that two readers in different places read the same. A text that is not a time stays unchanged. */
export function readableTime(instant: string | undefined): string | undefined {
  if (instant === undefined) return undefined;
  const time = Date.parse(instant);
  return Number.isNaN(time) ? instant : `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** An elapsed time in its two largest units: `1 d 2 h`, `3 min 20 s`, `450 ms`. */
export function readableDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  const seconds = Math.floor(milliseconds / 1_000);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts.slice(first, first + 2).filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`).join(' ');
}

/** An age in minutes; never in seconds, which the servers do not give. */
export function readableAge(minutes: number): string {
  return minutes < 1 ? 'under 1 min' : readableDuration(minutes * 60_000);
}
