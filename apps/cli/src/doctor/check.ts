/**
 * `note`: worth knowing, and never a failure. `skip`: it could not be looked at, because something before it failed or
 * nothing says where it is.
 */
export type CheckStatus = 'ok' | 'note' | 'warn' | 'fail' | 'skip';

/** What one check found. */
export interface CheckResult {
  readonly check: string;
  readonly status: CheckStatus;
  /** One sentence; of a warning or failure also what to do. Names and codes, no values of anybody. */
  readonly detail: string;
  /** Of a setting that production should not have: for programs, and for the runbook's table. */
  readonly finding?: Finding;
}

/** A setting of brokers, topics or producers that would lose or hold up messages one day. */
export interface Finding {
  /** Stable: never given another meaning. */
  readonly code: FindingCode;
  /** `unsafe`: messages can be lost, or everything can stand still, by one failure. `note`: other than planned. */
  readonly severity: 'unsafe' | 'note';
  /** What is wrong, in a sentence. */
  readonly problem: string;
  /** The topics or brokers concerned, all of them. */
  readonly where: readonly string[];
  /** What to do. */
  readonly remedy: string;
}

export type FindingCode =
  | 'too-few-brokers'
  | 'replication-too-low'
  | 'min-insync-too-low'
  | 'min-insync-without-slack'
  | 'acks-not-all'
  | 'retention-too-short'
  | 'retention-not-as-planned'
  | 'retention-by-size'
  | 'auto-create-topics'
  | 'unclean-election'
  | 'offsets-replication-too-low'
  | 'session-timeout-refused'
  | 'broker-settings-unreadable';

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
