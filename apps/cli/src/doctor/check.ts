/** `skip`: it could not be looked at, because something before it failed or nothing says where it is. */
export type CheckStatus = 'ok' | 'warn' | 'fail' | 'skip';

/** What one check found. */
export interface CheckResult {
  readonly check: string;
  readonly status: CheckStatus;
  /** One sentence; of a warning or failure also what to do. Names and codes, no values of anybody. */
  readonly detail: string;
}

export function ok(check: string, detail: string): CheckResult {
  return { check, status: 'ok', detail };
}

export function warn(check: string, detail: string): CheckResult {
  return { check, status: 'warn', detail };
}

export function fail(check: string, detail: string): CheckResult {
  return { check, status: 'fail', detail };
}

export function skip(check: string, detail: string): CheckResult {
  return { check, status: 'skip', detail };
}

/** `3 topics`, `1 topic`. */
export function counted(count: number | bigint, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-GB')} ${Number(count) === 1 ? singular : plural}`;
}
