/** One value of a metric. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The values of one metric in the Prometheus text format, in their order. Labels of the exchange are codes without quotes or commas. */
export function samples(metrics: string, name: string): readonly Sample[] {
  return metrics.split('\n').flatMap((line) => {
    const found = new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`).exec(line);
    if (found === null) return [];
    const labels = Object.fromEntries([...(found[1] ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]));
    return [{ labels, value: Number(found[2]) }];
  });
}
