import { performance } from 'node:perf_hooks';
import type { PublishOutcome } from '#libs/contracts';
import { causeCode, type Logger, type Metrics } from '#libs/observability';
import { POISON_REASONS } from './backoff.js';
import type { QueuedMessage } from './outbox-session.js';

export interface RelayState {
  /** True when this process publishes this schema's outbox. */
  readonly owner: boolean;
  /**
   * Number of waiting rows at the last count (capped at `OutboxSession.MOST_COUNTED`). Null for a relay that is not the
   * owner.
   */
  readonly pending: number | null;
  /** Age of the oldest waiting row in milliseconds. 0 when no row waits; null for a relay that is not the owner. */
  readonly oldestAgeMs: number | null;
  /** The code of the last failure: a publisher's reason or a code of the relay. Null once every failure has ended. */
  readonly lastError: string | null;
}

/** A publisher's reason for a row that waits only because an earlier row of its key failed. */
const BEHIND_A_FAILURE = 'not-sent';
/** The largest number of rows remembered as reported. Beyond it, some rows are reported again. */
const MOST_REPORTED = 10_000;
const REPORTED_AT_ONCE = 20;

/** Reports on the relay to operators, through its state, its metrics and its log. */
export class RelayReport {
  private pending = 0;
  private oldestSince: number | undefined;
  private publishError: string | null = null;
  private sessionError: string | null = null;
  /** Causes that have been logged. Without it each attempt would log its cause again. */
  private readonly loggedCauses = new Set<string>();
  private readonly reportedRows = new Set<string>();

  constructor(
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  state(owner: boolean): RelayState {
    const lastError = this.sessionError ?? this.publishError;
    return owner ? { owner, pending: this.pending, oldestAgeMs: this.oldestAgeMs(), lastError } : { owner, pending: null, oldestAgeMs: null, lastError };
  }

  /** @param rows the next rows, oldest first. */
  read([oldest]: readonly QueuedMessage[]): void {
    if (oldest !== undefined) this.oldestSince ??= performance.now() - oldest.ageMs;
  }

  /** @param ms milliseconds since the batch was read. */
  acknowledged(rows: number, ms: number): void {
    this.pending = Math.max(0, this.pending - rows);
    this.metrics.relayed(rows);
    this.metrics.batchSize('relay', rows);
    this.metrics.stageSeconds('relay', ms / 1_000);
  }

  /** @param othersFail true when rows outside this batch have failed and not succeeded since. */
  published(rows: readonly QueuedMessage[], outcomes: readonly PublishOutcome[], othersFail: boolean): void {
    const failures = this.failuresByCode(rows, outcomes);
    for (const [code, ids] of failures) {
      this.metrics.publishFailed(code, ids.length);
      if (POISON_REASONS.has(code)) this.reportRows(code, ids);
    }
    const causes = [...failures.keys()].filter((code) => code !== BEHIND_A_FAILURE || failures.size === 1);
    for (const code of causes.filter((cause) => !this.loggedCauses.has(cause))) {
      this.loggedCauses.add(code);
      this.logger.warn('relay.rows-kept', { code, count: failures.get(code)?.length ?? 0 });
    }
    const [cause] = causes;
    if (cause !== undefined) this.publishError = cause;
    else if (!othersFail) {
      this.publishError = null;
      this.loggedCauses.clear();
    }
  }

  /** @param oldestAgeMs null when no row waits. */
  measured(pending: number, oldestAgeMs: number | null): void {
    this.pending = pending;
    this.oldestSince = oldestAgeMs === null ? undefined : performance.now() - oldestAgeMs;
    this.metrics.relayPending(pending);
    this.metrics.relayOldestSeconds(this.oldestAgeMs() / 1_000);
  }

  /** @param state the code for the relay's state. The log has the cause. */
  sessionLost(state: string, error: unknown): void {
    this.sessionError = state;
    this.oldestSince = undefined;
    this.logger.warn('relay.session-lost', { code: causeCode(error) }, error);
  }

  /** The session completed every step of one turn. */
  sessionWorks(): void {
    this.sessionError = null;
  }

  tookOver(schema: string): void {
    this.logger.info('relay.took-over', { schema });
  }

  private oldestAgeMs(): number {
    return this.oldestSince === undefined ? 0 : Math.max(0, Math.round(performance.now() - this.oldestSince));
  }

  private failuresByCode(rows: readonly QueuedMessage[], outcomes: readonly PublishOutcome[]): ReadonlyMap<string, string[]> {
    const failures = new Map<string, string[]>();
    for (const [index, { messageId }] of rows.entries()) {
      const outcome = outcomes[index];
      if (outcome?.status === 'acknowledged') {
        this.reportedRows.delete(messageId);
        continue;
      }
      const code = outcome?.reason ?? 'no-outcome';
      const ids = failures.get(code) ?? [];
      failures.set(code, ids);
      ids.push(messageId);
    }
    return failures;
  }

  /** Reports each row once. The relay retries a row as long as it waits, and a line at each retry would hide other lines. */
  private reportRows(code: string, messageIds: readonly string[]): void {
    if (this.reportedRows.size > MOST_REPORTED) this.reportedRows.clear();
    for (const messageId of messageIds.filter((id) => !this.reportedRows.has(id)).slice(0, REPORTED_AT_ONCE)) {
      this.reportedRows.add(messageId);
      this.logger.warn('relay.row-unpublishable', { messageId, code });
    }
  }
}
