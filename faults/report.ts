import { tableOf } from '../harness/table.js';
import { describeClass, describeFinding } from './oracle/finding.js';
import { isClean } from './oracle/oracle.js';
import type { Outcome, Scenario } from './scenarios/scenario.js';

/** One line of the table. */
export interface Result {
  readonly scenario: Scenario;
  readonly seconds: number;
  readonly outcome?: Outcome;
  /** Lines that explain where the messages of its findings are; empty when there are none. */
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

export function verdict(result: Result): string {
  if (result.skipped !== undefined) return 'skipped';
  if (result.broken !== undefined) return 'BROKEN';
  return isGreen(result) ? 'green' : 'RED';
}

const COLUMNS = ['test', 'aim', 'verdict', 'runs', 'accepted', 'lost', 'doubled', 'order', 'causeless', 'seconds'];

export function renderTable(results: readonly Result[]): string {
  const rows = results.map((result) => {
    const { scenario, outcome, seconds } = result;
    const { accepted, lost, doubled, order, causeless } = outcome?.findings ?? {};
    const counts = [outcome?.runs, accepted, lost, doubled, order, causeless].map((count) => String(count ?? ''));
    return [scenario.name, scenario.aim, verdict(result), ...counts, String(Math.round(seconds))];
  });
  return [tableOf([COLUMNS, ...rows], 3), '', ...results.flatMap((each) => remarks(each))].join('\n');
}

function remarks({ scenario, outcome, broken, skipped, kept }: Result): string[] {
  const lines = [
    ...(skipped === undefined ? [] : [`skipped, ${skipped}`]),
    ...(broken === undefined ? [] : [broken]),
    ...(outcome === undefined ? [] : remarksOf(outcome)),
    ...(kept === undefined ? [] : [`data and logs are kept in ${kept.folder} (${Math.round(kept.bytes / 2 ** 20)} MB)`]),
  ];
  return lines.map((line) => `${scenario.name}: ${line}`);
}

function remarksOf({ findings, failures, figures }: Outcome): string[] {
  const shown = Object.entries(figures).map(([name, value]) => `${name} ${value}`).join(', ');
  return [
    ...(shown === '' ? [] : [shown]),
    ...(findings.waiting > 0 ? [`${findings.waiting} messages still wait in an outbox`] : []),
    ...failures.slice(0, 20),
    ...findings.classes.flatMap((each) => [describeClass(each), ...each.examples.map((example) => `  ${describeFinding(example)}`)]),
  ];
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
    const { scenario: { name, aim }, outcome, seconds, explanation, kept, ...others } = result;
    return { test: name, aim, verdict: verdict(result), seconds: Math.round(seconds), ...others, ...outcome, ...(!isGreen(result) && { explanation, kept }) };
  });
  return `${JSON.stringify({ at: new Date().toISOString(), broken: breakName ?? null, green: results.every((each) => isGreen(each)), tests }, null, 2)}\n`;
}
