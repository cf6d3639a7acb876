import type { Finding } from '#libs/messaging';

/** `note`: worth knowing, and never a failure. `skip`: not checked, because an earlier check failed or its place is unknown. */
export type CheckStatus = 'ok' | 'note' | 'warn' | 'fail' | 'skip';

/** The result of one check. */
export interface CheckResult {
  readonly check: string;
  readonly status: CheckStatus;
  /** One sentence; for a warning or failure also the remedy. Names and codes, no personal data. */
  readonly detail: string;
  /** Present for a setting that production should not have. Programs and the runbook's table read it. */
  readonly finding?: Finding;
}

const result = (status: CheckStatus) => (check: string, detail: string): CheckResult => ({ check, status, detail });
export const ok = result('ok');
export const note = result('note');
export const warn = result('warn');
export const fail = result('fail');
export const skip = result('skip');
