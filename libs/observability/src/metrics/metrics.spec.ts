import { describe, expect, it } from '@jest/globals';

import { Metrics } from './metrics.js';

describe('metrics', () => {
  it('count the results of referrals and messages', async () => {
    const metrics = new Metrics({ app: 'referral-publisher', processMetrics: false });
    metrics.referralsAccepted(3);
    metrics.referralRefused('REF-001');
    metrics.relayed(12);
    metrics.publishFailed('broker-unavailable', 3);
    metrics.relayPending(4);
    metrics.rejected('unknown-version', 2);
    metrics.statementsJudged('waiting', 'opened', 2);
    metrics.statementsNotCounted([
      { agency: 'northshire-csc', verdict: 'waiting', code: 'copy', count: 3, copyMissing: 2 },
      { agency: 'hilltop-school', verdict: 'refused', code: 'other-content', count: 1, copyMissing: 0 },
    ]);
    metrics.consumerLag('agency-node.northshire-csc', 'safeguarding.referral.v1.northshire-csc', 7);
    metrics.batchSize('relay', 12);
    const series = await seriesOf(metrics);
    expect(series).toContain('exchange_referrals_accepted_total{app="referral-publisher"} 3');
    expect(series).toContain('exchange_referrals_refused_total{app="referral-publisher",code="REF-001"} 1');
    expect(series).toContain('exchange_publish_failures_total{app="referral-publisher",code="broker-unavailable"} 3');
    expect(series).toContain('exchange_relay_pending{app="referral-publisher"} 4');
    expect(series).toContain('exchange_rejected_total{app="referral-publisher",code="unknown-version"} 2');
    expect(series).toContain('exchange_statements_judged_total{app="referral-publisher",code="opened",verdict="waiting"} 2');
    expect(series).toContain('exchange_statements_not_counted{agency="hilltop-school",app="referral-publisher",code="other-content",verdict="refused"} 1');
    expect(series.filter((line) => line.startsWith('exchange_statements_copy_missing'))).toEqual([
      'exchange_statements_copy_missing{agency="northshire-csc",app="referral-publisher"} 2',
    ]);
    expect(series).toContain(
      'exchange_consumer_lag{app="referral-publisher",group="agency-node.northshire-csc",topic="safeguarding.referral.v1.northshire-csc"} 7',
    );
    expect(series).toContain('exchange_batch_size_count{app="referral-publisher",stage="relay"} 1');
  });

  it('accept no label that a caller invented', async () => {
    const metrics = new Metrics({ app: 'audit-portal', processMetrics: false });
    metrics.referralRefused('Amelia Whitlock');
    metrics.httpRequest({ method: 'AMELIA', route: '/v1/referrals?child=Amelia', status: 99_999 }, 0.01);
    const series = await seriesOf(metrics);
    expect(series.join('\n')).not.toMatch(/amelia/i);
    expect(series).toContain('exchange_http_request_seconds_count{app="audit-portal",method="other",route="other",status="other"} 1');
  });

  it('stay few, for any number of routes or codes', async () => {
    const metrics = new Metrics({ app: 'audit-portal', processMetrics: false });
    for (let id = 0; id < 5_000; id += 1) metrics.rejected(`code-${id}`);
    const series = (await seriesOf(metrics)).filter((line) => line.startsWith('exchange_rejected_total{'));
    expect(series.length).toBeLessThanOrEqual(201);
    expect(series.find((line) => line.includes('code="other"'))).toMatch(/ 4800$/);
  });

  it('measure a failing stage as well', async () => {
    const metrics = new Metrics({ app: 'audit-recorder', processMetrics: false });
    await expect(metrics.timed('store', () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(await seriesOf(metrics)).toContain('exchange_stage_seconds_count{app="audit-recorder",stage="store"} 1');
  });
});

/** The lines of the page, with the labels of each in alphabetical order. */
async function seriesOf(metrics: Metrics): Promise<string[]> {
  const lines = (await metrics.registry.metrics()).split('\n');
  return lines.map((line) => line.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(',').toSorted().join(',')}}`));
}
