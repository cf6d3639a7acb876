import { describe, expect, it } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

import { Metrics } from '#libs/observability';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const FOLDER = join('infra', 'monitoring');
const rules = (parse(readFileSync(join(FOLDER, 'alerts.yaml'), 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
const { panels } = JSON.parse(readFileSync(join(FOLDER, 'dashboard.json'), 'utf8')) as { panels: Panel[] };
const targets = panels.flatMap((panel) => panel.targets ?? []);
const alarms = readFileSync(join('docs', 'runbook.md'), 'utf8').split('## Alarms')[1]?.split('\n## ')[0] ?? '';

/** Labels that Prometheus adds to every series. */
const ADDED_LABELS = ['job', 'instance'];
const AGGREGATES = ['_bucket', '_sum', '_count'];

/** Names in an expression, or the part of it that is no PromQL. */
function namesIn(expression: string): { readonly metrics: string[]; readonly labels: string[]; readonly broken: string[] } {
  const found = { metrics: [] as string[], labels: [] as string[], broken: [] as string[] };
  parser.parse(expression).iterate({
    enter: ({ name, type, from, to }) => {
      const text = expression.slice(from, to);
      if (type.isError) found.broken.push(`${expression} at ${from}`);
      if (name === 'Identifier') found.metrics.push(text);
      if (name === 'LabelName') found.labels.push(text);
    },
  });
  return found;
}

/** Series that an app exports, with the names of their labels. */
async function exported(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { registry } = new Metrics({ app: 'audit-recorder' });
  const entries = registry.getMetricsAsArray().flatMap((metric) => {
    const labels = [...(metric as unknown as { labelNames: readonly string[] }).labelNames, 'app'];
    const names = String(metric.type) === 'histogram' ? AGGREGATES.map((part) => `${metric.name}${part}`) : [metric.name];
    return names.map((name) => [name, [...labels, ...(name.endsWith('_bucket') ? ['le'] : [])]] as const);
  });
  return Promise.resolve(new Map([['up', []], ...entries]));
}

describe('the alert rules and the dashboard', () => {
  const expressions = [...rules, ...targets].map(({ expr }) => expr);

  it('are PromQL', () => {
    expect(rules.length).toBeGreaterThan(10);
    expect(targets.length).toBeGreaterThan(15);
    expect(expressions.flatMap((expression) => namesIn(expression).broken)).toEqual([]);
    expect(namesIn('sum(exchange_relay_pending > 3').broken).not.toEqual([]);
  });

  it('ask for series and labels that the apps export: an alarm on another one would never fire', async () => {
    const known = await exported();
    const unknown = expressions.flatMap((expression) => {
      const { metrics, labels } = namesIn(expression);
      const allowed = new Set([...ADDED_LABELS, ...metrics.flatMap((name) => known.get(name) ?? [])]);
      return [...metrics.filter((name) => !known.has(name)), ...labels.filter((label) => !allowed.has(label))];
    });
    expect(unknown).toEqual([]);
    expect(known.has('exchange_relay_pendings')).toBe(false);
  });

  it('name in their texts only labels that the expression keeps', () => {
    const missing = rules.flatMap(({ alert, expr, annotations: { summary } }) => {
      const kept = /\b(?:sum|min|max|count) by \(([^)]*)\)/.exec(expr)?.[1]?.split(', ');
      const named = [...summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label ?? '');
      return kept === undefined ? [] : named.filter((label) => !kept.includes(label)).map((label) => `${alert}: ${label}`);
    });
    expect(missing).toEqual([]);
  });

  it('have one row each in the runbook, so that a called operator finds what to do', () => {
    const rows = [...alarms.matchAll(/^\| `(\w+)` \| (.+?) \|/gm)];
    expect(new Set(rows.map(([, name]) => name))).toEqual(new Set(rules.map(({ alert }) => alert)));
    for (const [, name, condition] of rows) {
      const metric = /`(\w+)/.exec(condition ?? '')?.[1];
      expect(namesIn(rules.find(({ alert }) => alert === name)?.expr ?? '').metrics).toContain(metric);
    }
    expect(rules.every(({ labels: { severity } }) => ['critical', 'warning'].includes(severity))).toBe(true);
  });
});
