import { describeClass, describeFinding } from './oracle/finding.js';
import { isClean } from './oracle/oracle.js';
import type { Outcome, Scenario } from './scenarios/scenario.js';

/** One line of the table. */
export interface Result {
  readonly scenario: Scenario;
  readonly seconds: number;
  readonly outcome?: Outcome;
  /** Lines that say where the messages of its findings are; empty when there are none. */
  readonly explanation: readonly string[];
  /** Folder of the data and logs of a red scenario, and its size in bytes. */
  readonly kept?: { readonly folder: string; readonly bytes: number };
  /** It did not come to a result: an error of the programme, or the time was up. */
  readonly broken?: string;
  /** It cannot run on this machine. */
  readonly skipped?: string;
}

export function isGreen({ outcome, skipped }: Result): boolean {
  if (skipped !== undefined) return true;
  return outcome !== undefined && isClean(outcome.findings) && outcome.failures.length === 0;
}

const COLUMNS = ['test', 'aim', 'runs', 'accepted', 'lost', 'doubled', 'order', 'causeless', 'verdict', 'seconds'];

export function renderTable(results: readonly Result[]): string {
  const rows = [COLUMNS, ...results.map((result) => cells(result))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) => row.map((cell, column) => pad(cell, widths[column] ?? 0, column > 1 && column !== 8)).join('  ').trimEnd());
  return [lines[0] ?? '', widths.map((width) => '-'.repeat(width)).join('  '), ...lines.slice(1), '', ...results.flatMap((each) => remarks(each))].join('\n');
}

function pad(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}

function cells(result: Result): string[] {
  const { scenario, outcome, seconds } = result;
  const numbers = outcome === undefined
    ? ['', '', '', '', '', '']
    : [outcome.runs, outcome.findings.accepted, outcome.findings.lost, outcome.findings.doubled, outcome.findings.order, outcome.findings.causeless].map(String);
  return [scenario.name, scenario.aim, ...numbers, verdict(result), String(Math.round(seconds))];
}

export function verdict(result: Result): string {
  if (result.skipped !== undefined) return 'skipped';
  if (result.broken !== undefined) return 'BROKEN';
  return isGreen(result) ? 'green' : 'RED';
}

function remarks(result: Result): string[] {
  const { scenario, outcome, broken, skipped } = result;
  const about = (text: string): string => `${scenario.name}: ${text}`;
  if (skipped !== undefined) return [about(`skipped, ${skipped}`)];
  if (broken !== undefined) return [about(broken), ...keptRemark(result)];
  if (outcome === undefined) return [];
  const { findings, failures, figures } = outcome;
  const shown = Object.entries(figures).map(([name, value]) => `${name} ${value}`).join(', ');
  return [
    ...(shown === '' ? [] : [about(shown)]),
    ...(findings.waiting > 0 ? [about(`${findings.waiting} messages still wait in an outbox`)] : []),
    ...failures.slice(0, 20).map(about),
    ...findings.classes.flatMap((each) => [describeClass(each), ...each.examples.map((example) => `  ${describeFinding(example)}`)]).map(about),
    ...keptRemark(result),
  ];
}

function keptRemark({ scenario, kept }: Result): string[] {
  return kept === undefined ? [] : [`${scenario.name}: data and logs are kept in ${kept.folder} (${Math.round(kept.bytes / 2 ** 20)} MB)`];
}

/** For each red scenario where the messages of its findings are. Empty when all are green. */
export function renderExplanations(results: readonly Result[]): string {
  return results.filter((result) => !isGreen(result))
    .map((result) => [`\n${result.scenario.name}: where the messages of its findings are`, ...explained(result), ''].join('\n')).join('\n');
}

function explained({ explanation, broken, outcome }: Result): readonly string[] {
  if (explanation.length > 0) return explanation;
  if (broken !== undefined) return [`not judged: ${broken}`];
  return ['no message is missing, doubled or out of order; it is red because:', ...(outcome?.failures ?? []).map((failure) => `  ${failure}`)];
}

export function toJson(results: readonly Result[], breakName: string | undefined): string {
  const tests = results.map((result) => {
    const { scenario, outcome, seconds, broken, skipped, explanation, kept } = result;
    return {
      test: scenario.name, aim: scenario.aim, verdict: verdict(result), seconds: Math.round(seconds),
      ...(broken !== undefined && { broken }), ...(skipped !== undefined && { skipped }), ...outcome,
      ...(!isGreen(result) && { explanation, kept }),
    };
  });
  return `${JSON.stringify({ at: new Date().toISOString(), broken: breakName ?? null, green: results.every((each) => isGreen(each)), tests }, null, 2)}\n`;
}
