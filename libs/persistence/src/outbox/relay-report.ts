import { performance } from 'node:perf_hooks';
import type { PublishOutcome } from '#libs/contracts';
import { causeCode, type Logger, type Metrics } from '#libs/observability';
import { POISON_REASONS } from './backoff.js';
import type { QueuedMessage } from './outbox-session.js';

export interface RelayState {
  /** Whether this process is the one that publishes this schema's outbox. */
  readonly owner: boolean;
  /** Rows waiting, as last measured (capped at `OutboxSession.MOST_COUNTED`); null for a relay that is not the owner. */
  readonly pending: number | null;
  /** Age of the oldest waiting row in milliseconds; 0 when there is none, null for a relay that is not the owner. */
  readonly oldestAgeMs: number | null;
  /** The code of the last failure: a publisher's reason or a code of the relay's own. Null once nothing fails any more. */
  readonly lastError: string | null;
}

/** A publisher's reason for a row that stays only because an earlier row of its key failed. */
const BEHIND_A_FAILURE = 'not-sent';
/** More rows than this are not remembered as reported; some are then reported again. */
const MOST_REPORTED = 10_000;
const REPORTED_AT_ONCE = 20;

/** Tells operators about the relay: through its state, its metrics and its log. */
export class RelayReport {
  private pending = 0;
  private oldestSince: number | undefined;
  private publishError: string | null = null;
  private sessionError: string | null = null;
  /** Causes that are in the log already, because each would come again at every attempt. */
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

  /** @param ms since the batch was read. */
  acknowledged(rows: number, ms: number): void {
    this.pending = Math.max(0, this.pending - rows);
    this.metrics.relayed(rows);
    this.metrics.batchSize('relay', rows);
    this.metrics.stageSeconds('relay', ms / 1_000);
  }

  /** @param othersFail whether rows outside this batch have failed and not succeeded since. */
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

  /** @param oldestAgeMs null when nothing waits. */
  measured(pending: number, oldestAgeMs: number | null): void {
    this.pending = pending;
    this.oldestSince = oldestAgeMs === null ? undefined : performance.now() - oldestAgeMs;
    this.metrics.relayPending(pending);
    this.metrics.relayOldestSeconds(this.oldestAgeMs() / 1_000);
  }

  /** @param state the code for the relay's state; the log has the cause. */
  sessionLost(state: string, error: unknown): void {
    this.sessionError = state;
    this.oldestSince = undefined;
    this.logger.warn('relay.session-lost', { code: causeCode(error) }, error);
  }

  /** The session did all that was asked of it in one turn. */
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

  /** Once per row: it is tried again for as long as it stays, and a line each time would bury the others. */
  private reportRows(code: string, messageIds: readonly string[]): void {
    if (this.reportedRows.size > MOST_REPORTED) this.reportedRows.clear();
    for (const messageId of messageIds.filter((id) => !this.reportedRows.has(id)).slice(0, REPORTED_AT_ONCE)) {
      this.reportedRows.add(messageId);
      this.logger.warn('relay.row-unpublishable', { messageId, code });
    }
  }
}
