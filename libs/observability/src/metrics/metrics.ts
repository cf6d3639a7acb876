import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import { BoundedLabel } from './bounded-label.js';

/** A stage of the pipeline that processes batches or takes time. */
const STAGES = ['accept', 'commit', 'relay', 'receive', 'store', 'record', 'dead-letter', 'query'] as const;
export type Stage = (typeof STAGES)[number];

/** Statements of one agency with one verdict that count nowhere. */
interface NotCountedStatements {
  readonly agency: string;
  readonly verdict: string;
  readonly code: string;
  readonly count: number;
  /** Those that have waited too long for the copy that they name. */
  readonly copyMissing: number;
}

const HTTP_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const BATCHES = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500];

/**
 * All metrics of the exchange, under the same names for all apps (docs/runbook.md lists them). Labels are codes, stages,
 * topics, groups and route templates: never an id, a URL or a fact about a person.
 */
export class Metrics {
  readonly registry = new Registry();
  private readonly accepted = this.counter('exchange_referrals_accepted_total', 'Referrals accepted: durable, answered 202.');
  private readonly refusedByCode = this.counter('exchange_referrals_refused_total', 'Referrals refused, by problem code.', 'code');
  private readonly relayedTotal = this.counter('exchange_relayed_total', 'Outbox messages that Kafka acknowledged.');
  private readonly publishFailures = this.counter(
    'exchange_publish_failures_total', 'Outbox messages that Kafka did not acknowledge, by cause. Each attempt counts.', 'code',
  );
  private readonly pending = this.gauge('exchange_relay_pending', 'Outbox messages not yet acknowledged by Kafka.');
  private readonly oldest = this.gauge('exchange_relay_oldest_seconds', 'Age of the oldest outbox message that is pending.');
  private readonly deliveredTotal = this.counter('exchange_delivered_total', 'Messages received, validated and durably stored.');
  private readonly rejectedByCode = this.counter('exchange_rejected_total', 'Messages quarantined, by reason code.', 'code');
  private readonly duplicatesTotal = this.counter('exchange_duplicates_total', 'Messages seen before, without further effect.');
  private readonly judged = this.counter(
    'exchange_statements_judged_total', 'Verdicts on statements of agencies, new and changed, by verdict and code.', 'verdict', 'code',
  );
  private readonly notCounted = this.gauge(
    'exchange_statements_not_counted', 'Statements of the last 28 days that wait or are refused, by agency, verdict and code.', 'agency', 'verdict', 'code',
  );
  private readonly copyMissing = this.gauge(
    'exchange_statements_copy_missing', 'Statements of the last 28 days that have waited more than 10 minutes for the copy that they name.', 'agency',
  );
  private readonly lag = this.gauge('exchange_consumer_lag', 'Messages in a topic that a group has not processed yet.', 'group', 'topic');
  private readonly clocks = this.gauge('exchange_clocks_open', 'Clocks without an answer, by rule and state.', 'rule', 'state');
  private readonly scanLag = this.gauge('exchange_scan_lag_seconds', 'Seconds since the deadline watch last found everything that was due.');
  private readonly components = this.gauge('exchange_component_up', '1 if the component of this app works, 0 if not: those of /health/ready.', 'component');
  private readonly deniedAccess = this.counter('exchange_access_denied_total', 'Denials of known callers, by problem code. Each has a record of access.', 'code');
  private readonly unknownCallers = this.counter('exchange_unknown_callers_total', 'Requests whose caller was not identified, by problem code.', 'code');
  private readonly batches = this.histogram('exchange_batch_size', 'Messages or rows handled at once.', BATCHES, 'stage');
  private readonly stages = this.histogram('exchange_stage_seconds', 'Time a stage took for one batch.', SECONDS, 'stage');
  private readonly http = this.histogram(
    'exchange_http_request_seconds', 'Time to answer a request.', SECONDS, 'method', 'route', 'status',
  );

  private readonly labels = {
    refusedCode: new BoundedLabel(),
    rejectedCode: new BoundedLabel(),
    publishFailureCode: new BoundedLabel(),
    verdict: new BoundedLabel(),
    verdictCode: new BoundedLabel(),
    agency: new BoundedLabel(),
    group: new BoundedLabel(),
    topic: new BoundedLabel(),
    route: new BoundedLabel(),
    rule: new BoundedLabel(),
    deniedCode: new BoundedLabel(),
    component: new BoundedLabel(),
  };

  /** @param processMetrics also collect memory, CPU, event-loop delay and garbage collection of this process. */
  constructor({ app, processMetrics = true }: { readonly app: string; readonly processMetrics?: boolean }) {
    this.registry.setDefaultLabels({ app: new BoundedLabel().of(app) });
    if (processMetrics) collectDefaultMetrics({ register: this.registry });
  }

  referralsAccepted(count = 1): void {
    this.accepted.inc(count);
  }

  referralRefused(code: string): void {
    this.refusedByCode.inc({ code: this.labels.refusedCode.of(code) });
  }

  relayed(count: number): void {
    this.relayedTotal.inc(count);
  }

  publishFailed(code: string, count: number): void {
    this.publishFailures.inc({ code: this.labels.publishFailureCode.of(code) }, count);
  }

  relayPending(count: number): void {
    this.pending.set(count);
  }

  relayOldestSeconds(seconds: number): void {
    this.oldest.set(seconds);
  }

  delivered(count: number): void {
    this.deliveredTotal.inc(count);
  }

  rejected(code: string, count = 1): void {
    this.rejectedByCode.inc({ code: this.labels.rejectedCode.of(code) }, count);
  }

  duplicates(count: number): void {
    this.duplicatesTotal.inc(count);
  }

  /** @param code the missing rung, the code of the refusal, or the mark or effect of a statement that is taken. */
  statementsJudged(verdict: string, code: string, count: number): void {
    this.judged.inc({ verdict: this.labels.verdict.of(verdict), code: this.labels.verdictCode.of(code) }, count);
  }

  /** Replaces all values, so that an agency whose statements are taken by now does not keep its last value. */
  statementsNotCounted(counts: readonly NotCountedStatements[]): void {
    this.notCounted.reset();
    this.copyMissing.reset();
    for (const { agency: id, verdict, code, count, copyMissing } of counts) {
      const agency = this.labels.agency.of(id);
      this.notCounted.set({ agency, verdict: this.labels.verdict.of(verdict), code: this.labels.verdictCode.of(code) }, count);
      if (copyMissing > 0) this.copyMissing.set({ agency }, copyMissing);
    }
  }

  consumerLag(group: string, topic: string, messages: number): void {
    this.lag.set({ group: this.labels.group.of(group), topic: this.labels.topic.of(topic) }, messages);
  }

  /** Replaces all values, so that a state without a clock does not keep its last value. */
  openClocks(counts: readonly { readonly rule: string; readonly state: string; readonly count: number }[]): void {
    this.clocks.reset();
    for (const { rule, state, count } of counts) this.clocks.set({ rule: this.labels.rule.of(rule), state }, count);
  }

  scanLagSeconds(seconds: number): void {
    this.scanLag.set(seconds);
  }

  componentUp(component: string, isUp: boolean): void {
    this.components.set({ component: this.labels.component.of(component) }, isUp ? 1 : 0);
  }

  accessDenied(code: string): void {
    this.deniedAccess.inc({ code: this.labels.deniedCode.of(code) });
  }

  unknownCallerRefused(code: string): void {
    this.unknownCallers.inc({ code: this.labels.deniedCode.of(code) });
  }

  batchSize(stage: Stage, size: number): void {
    this.batches.observe({ stage }, size);
  }

  stageSeconds(stage: Stage, seconds: number): void {
    this.stages.observe({ stage }, seconds);
  }

  /** Measures how long `work` takes, whether it succeeds or not. */
  async timed<Result>(stage: Stage, work: () => Promise<Result>): Promise<Result> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.stageSeconds(stage, (performance.now() - started) / 1_000);
    }
  }

  /** @param route the template (`/v1/referrals/:referralId`), never the URL. */
  httpRequest({ method, route, status }: { method: string; route: string; status: number }, seconds: number): void {
    const labels = {
      method: HTTP_METHODS.has(method) ? method : 'other',
      route: this.labels.route.of(route),
      status: status >= 100 && status <= 599 ? String(status) : 'other',
    };
    this.http.observe(labels, seconds);
  }

  private counter<Label extends string>(name: string, help: string, ...labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private gauge<Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  private histogram<Label extends string>(name: string, help: string, buckets: number[], ...labelNames: Label[]): Histogram<Label> {
    return new Histogram({ name, help, buckets, labelNames, registers: [this.registry] });
  }
}
