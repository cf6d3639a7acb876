const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

const LONDON_PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZoneName: 'short',
});

/** How a text writes a time. Every text of one command or page uses the same one, so that two lines never differ by an hour. */
export interface Times {
  /** `2026-05-22 18:00:01 BST`, or `2026-05-22 17:00:01Z`. A text that is not a time stays unchanged. */
  readonly at: (instant: string) => string;
}

/** The time in England, with the name of its zone: BST in summer, GMT in winter. */
export const LONDON_TIMES: Times = { at: (instant) => written(instant, londonTime) };

/** Coordinated universal time, for readers who compare with logs. */
export const UTC_TIMES: Times = { at: (instant) => written(instant, (time) => `${time.toISOString().slice(0, 19).replace('T', ' ')}Z`) };

/** Whether a text is a whole instant of RFC 3339, so that a text can be shown as a time. */
export function isInstant(text: string): boolean {
  return ISO_INSTANT.test(text) && !Number.isNaN(Date.parse(text));
}

function written(instant: string, write: (time: Date) => string): string {
  const time = new Date(instant);
  return Number.isNaN(time.getTime()) ? instant : write(time);
}

function londonTime(time: Date): string {
  const parts = new Map(LONDON_PARTS.formatToParts(time).map(({ type, value }) => [type, value]));
  const [year, month, day, hour, minute, second, zone] = (['year', 'month', 'day', 'hour', 'minute', 'second', 'timeZoneName'] as const).map((type) => parts.get(type) ?? '');
  return `${year}-${month}-${day} ${hour}:${minute}:${second} ${zone}`;
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

/** The time between two instants, which is never below zero. */
export function between(from: string, to: string): string {
  return readableAge(Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 60_000)));
}
