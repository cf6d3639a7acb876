import type { VerdictChange } from '#libs/judgement';
import type { Logger, Metrics } from '#libs/observability';
import type { StatementVerdict } from '#libs/safeguarding';

export interface VerdictTelemetry {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Counts the verdicts of one batch, and logs those that keep a statement from counting: one line for each verdict and code. */
export function reportVerdicts({ logger, metrics }: VerdictTelemetry, changes: readonly VerdictChange[]): void {
  const counts = new Map<string, { readonly outcome: StatementVerdict['verdict']; readonly code: string; count: number }>();
  for (const { after } of changes) {
    const code = codeOf(after);
    const counted = counts.get(`${after.verdict} ${code}`) ?? { outcome: after.verdict, code, count: 0 };
    counted.count += 1;
    counts.set(`${after.verdict} ${code}`, counted);
  }
  for (const { outcome, code, count } of counts.values()) {
    metrics.statementsJudged(outcome, code, count);
    if (outcome === 'waiting' || outcome === 'refused') logger.warn('statements.not-counted', { outcome, code, count });
  }
}

function codeOf(verdict: StatementVerdict): string {
  switch (verdict.verdict) {
    case 'taken':
      // Marks of impossible times come last, and matter most.
      return verdict.marks.at(-1) ?? verdict.effect;
    case 'waiting':
      return verdict.missing;
    case 'refused':
      return verdict.code;
    case 'unattached':
      return 'no-copy';
  }
}
