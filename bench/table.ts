import type { Spread } from '../harness/measure/statistics.js';
import { tableOf } from '../harness/table.js';
import type { Summary } from './summary.js';

/** Everything that a person wants to see at the end of a run. */
export function renderSummaries(summaries: readonly Summary[]): string {
  const names = Object.keys(summaries[0]?.figures ?? {});
  const main = [
    ['median (lowest to highest)', ...summaries.map(({ title }) => title)],
    ...names.map((name) => [name, ...summaries.map(({ figures }) => spreadText(figures[name]))]),
    ['accepted, all phases', ...summaries.map(({ accepted }) => String(accepted))],
    ['receipts missing / doubled', ...summaries.map(({ missing, doubled }) => `${missing} / ${doubled}`)],
    ['refused', ...summaries.map(({ refused }) => Object.entries(refused).map(([why, count]) => `${count} × ${why}`).join(', ') || '0')],
  ];
  return [tableOf(main), ...ratios(summaries), ...summaries.map((summary) => processTable(summary))].join('\n\n');
}

const rate = ({ figures }: Summary): number => figures['recorded referrals/s']?.median ?? Number.NaN;

function ratios(summaries: readonly Summary[]): readonly string[] {
  const exchange = summaries.find(({ id }) => id === 'exchange');
  if (exchange === undefined || summaries.length === 1) return [];
  const others = summaries.filter(({ id }) => id !== 'exchange');
  return [others.map((other) => `The exchange records ${(rate(exchange) / rate(other)).toFixed(2)} times as many as ${other.title}.`).join('\n')];
}

function processTable({ title, cpuFull, cpuHalf, peakMb }: Summary): string {
  return tableOf([
    [title, 'CPU ms/referral, full rate', 'CPU ms/referral, half rate', 'peak RSS MiB'],
    ...Object.keys(cpuFull).map((name) => [name, spreadText(cpuFull[name]), spreadText(cpuHalf[name]), spreadText(peakMb[name])]),
  ]);
}

function spreadText(spread: Spread | undefined): string {
  return spread === undefined ? '' : `${number(spread.median)} (${number(spread.low)} to ${number(spread.high)})`;
}

function number(value: number): string {
  if (!Number.isFinite(value)) return 'none';
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}
