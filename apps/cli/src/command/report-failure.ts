import { printable, printableLine } from '../terminal/printable.js';
import type { FailureReport } from './command-failed.js';

/** The report of a failure: text for people, or with `--json` one document on standard error. */
export function reportFailure(report: FailureReport, json: boolean): string {
  if (json) {
    const { message: detail, ...rest } = report;
    return `${JSON.stringify({ error: { ...rest, detail } }, null, 2)}\n`;
  }
  const { code, title, message, errors = [], correlationId, retryAfterSeconds } = report;
  const heading = title === undefined ? [] : [`${printableLine(title)}${code === undefined ? '' : ` (${printableLine(code)})`}`];
  const lines = [
    ...heading,
    ...printable(message).split('\n').map((line) => (heading.length > 0 ? `  ${line}` : line)),
    ...errors.map((error) => `  ${printableLine(`${error.pointer === '' ? '(the whole body)' : error.pointer}: ${error.message} (${error.code})`)}`),
    ...(retryAfterSeconds === undefined ? [] : [`  It may be tried again after ${retryAfterSeconds} s.`]),
    ...(correlationId === undefined ? [] : [`  Correlation id: ${printableLine(correlationId)}`]),
  ];
  return `${lines.join('\n')}\n`;
}
