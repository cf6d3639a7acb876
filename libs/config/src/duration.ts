import { failure, success, type Outcome } from '#libs/kernel';

export const DURATION = 'an ISO 8601 duration of days, hours, minutes and seconds such as P3DT2H or -PT90M';

const PARTS = /^(-?)P(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,10}(?:\.\d{1,3})?)S)?)?$/;

/** @returns milliseconds; negative for a duration with a minus sign. */
export function parseDuration(value: string): Outcome<number, 'invalid'> {
  const parts = PARTS.exec(value);
  if (parts === null || parts.slice(2).every((part) => part === undefined)) return failure('invalid');
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(2).map((part) => Number(part ?? 0));
  const milliseconds = Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000);
  return success(parts[1] === '-' ? -milliseconds : milliseconds);
}
