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

/** A setting of brokers, topics or producers that could lose or delay messages one day. */
export interface Finding {
  /** Stable: a code never gets another meaning. */
  readonly code: FindingCode;
  /** `unsafe`: one failure can lose messages or stop all work. `note`: other than planned. */
  readonly severity: 'unsafe' | 'note';
  /** The fault, in a sentence. */
  readonly problem: string;
  /** The topics or brokers concerned, all of them. */
  readonly where: readonly string[];
  /** The remedy. */
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
