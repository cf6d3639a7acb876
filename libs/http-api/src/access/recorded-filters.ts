import { FILTER_NAME, FILTER_VALUE, MAX_ACCESS_FILTERS, type AccessFilter } from '#libs/contracts';

/** Query parameters whose values are ids, codes, times and numbers. */
export const RECORDED_VALUES: ReadonlySet<string> = new Set([
  'action', 'agency', 'app', 'area', 'by', 'caseKey', 'client', 'clockState', 'correlationId', 'force', 'format', 'from', 'grade', 'kind', 'limit', 'node', 'olderThan', 'organisation',
  'outcome', 'person', 'reason', 'reasonCode', 'receivedBefore', 'receivedFrom', 'referralId', 'referralState', 'rule', 'rung', 'since', 'state', 'status', 'to', 'type', 'unit', 'verdict',
]);
/** Query parameters that are recorded by name alone: text of a force, and positions in a list, which only repeat the other parameters. */
export const RECORDED_NAMES: ReadonlySet<string> = new Set(['caseReference', 'changedSince', 'cursor']);

const NAME = new RegExp(FILTER_NAME.pattern);
const VALUE = new RegExp(FILTER_VALUE.pattern);

/**
 * The query of a request as its record has it.
 *
 * @param isChecked whether the app has accepted the parameters. The values of a denied request are not recorded, because its sender chose them freely.
 */
export function recordedFilters(query: unknown, isChecked: boolean): readonly AccessFilter[] {
  const given = Object.entries((query ?? {}) as Readonly<Record<string, unknown>>);
  return given.filter(([name]) => NAME.test(name) && (RECORDED_VALUES.has(name) || RECORDED_NAMES.has(name))).slice(0, MAX_ACCESS_FILTERS).map(([name, text]) => {
    const value = typeof text === 'string' ? text.trim() : '';
    return isChecked && RECORDED_VALUES.has(name) && VALUE.test(value) ? { name, value } : { name };
  });
}
