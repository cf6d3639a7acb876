import { ID_PATTERN } from '#libs/kernel';

/**
 * Every field that a log line may have, and the form of its values. Readers of logs have no right to the content of a
 * referral, so a value of another form is refused.
 */
type Check<Value> = (value: unknown) => value is Value;

const matching =
  (pattern: RegExp): Check<string> =>
  (value): value is string =>
    typeof value === 'string' && pattern.test(value);
const number: Check<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);
const uuid = matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const slug = matching(ID_PATTERN);
/** Topics, hosts, names of parts: no space, quote or `@`, so that no prose, JSON or e-mail address fits. */
const token = matching(/^[A-Za-z0-9_][A-Za-z0-9._:/-]{0,127}$/);
/** A code in kebab-case (`too-large`), in capitals (`GEN-010`, `ECONNREFUSED`), or an SQLSTATE (`57P01`, `23505`). */
const code = matching(/^(?:[a-z][a-z0-9]{0,31}(?:-[a-z0-9]{1,31}){0,8}|[A-Z][A-Z0-9_-]{1,47}|[0-9][0-9A-Z]{4})$/);
const route = matching(/^\/?[A-Za-z0-9_./:*-]{0,200}$/);
const method = matching(/^[A-Z]{3,9}$/);

export const FIELD_CHECKS = {
  // The program.
  app: slug,
  instance: token,
  // The request, referral or message.
  correlationId: uuid,
  referralId: uuid,
  messageId: uuid,
  organisation: slug,
  /** An action of the table of rights: `referral.read-status`. */
  action: matching(/^[a-z-]{1,64}[.][a-z-]{1,96}$/),
  // The place.
  broker: token,
  component: token,
  context: token,
  group: token,
  host: token,
  method,
  partition: number,
  port: number,
  route,
  schema: token,
  stage: slug,
  /** The name of an SQL statement or of an operation. */
  statement: token,
  topic: token,
  // Quantities and durations.
  accepted: number,
  attempt: number,
  /** Batches of partitions that shared a transaction. */
  batches: number,
  count: number,
  delayMs: number,
  duplicates: number,
  failures: number,
  messages: number,
  ms: number,
  partitions: number,
  retryCount: number,
  retryTime: number,
  size: number,
  // The result and its cause.
  cause: code,
  code,
  exitCode: number,
  outcome: code,
  reason: code,
  signal: method,
  status: number,
  version: token,
} as const;

export type LogFieldName = keyof typeof FIELD_CHECKS;

export type FieldValue<Name extends LogFieldName> = (typeof FIELD_CHECKS)[Name] extends Check<infer Value> ? Value : never;

/** Replaces in `refused` a name that is not on the list, because such a name could itself be personal data. */
const UNLISTED = 'unlisted';

/**
 * Keeps the fields whose name is in `names` and whose value has the form of that name.
 *
 * @returns `kept`, and in `refused` the names of the fields that were not kept: a refusal is a bug at the call.
 */
export function allowedFields(
  fields: object,
  names: ReadonlySet<string>,
): { readonly kept: Record<string, unknown>; readonly refused: readonly string[] } {
  const kept: Record<string, unknown> = {};
  const refused: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const listed = names.has(name);
    const check: Check<unknown> | undefined = listed ? FIELD_CHECKS[name as LogFieldName] : undefined;
    if (check?.(value) === true) kept[name] = value;
    else refused.push(listed ? name : UNLISTED);
  }
  return { kept, refused };
}
