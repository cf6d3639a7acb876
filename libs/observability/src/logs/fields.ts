import { ID_PATTERN } from '#libs/kernel';

/**
 * Everything a log line may say, and the form each thing must have. Logs are read by people who have no right to a
 * referral's content, so a value that is not of its field's form is left out, whatever it is.
 */
type Check<Value> = (value: unknown) => value is Value;

const matching =
  (pattern: RegExp): Check<string> =>
  (value): value is string =>
    typeof value === 'string' && pattern.test(value);
const number: Check<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);
const boolean: Check<boolean> = (value): value is boolean => typeof value === 'boolean';
const uuid = matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const slug = matching(ID_PATTERN);
/** Codes, topics, names of parts: no spaces, no quotes, no `@`, so that neither prose nor JSON nor an address fits. */
const token = matching(/^[A-Za-z0-9_][A-Za-z0-9._:/-]{0,127}$/);
const route = matching(/^\/?[A-Za-z0-9_./:*-]{0,200}$/);
const digest = matching(/^[0-9a-f]{64}$/);
/** Kafka counts in 64 bits, which travel as decimal text. */
const decimal = matching(/^-?\d{1,20}$/);
const counter: Check<number | string> = (value): value is number | string => number(value) || decimal(value);
const method = matching(/^[A-Z]{3,9}$/);

export const FIELD_CHECKS = {
  app: slug,
  instance: token,
  version: token,
  correlationId: uuid,
  referralId: uuid,
  messageId: uuid,
  receiptId: uuid,
  agency: slug,
  organisation: slug,
  rung: slug,
  topic: token,
  group: token,
  groupId: token,
  broker: token,
  partition: number,
  offset: counter,
  digest,
  stage: slug,
  component: token,
  signal: method,
  count: number,
  messages: number,
  partitions: number,
  failures: number,
  accepted: number,
  rejected: number,
  duplicates: number,
  lag: number,
  size: number,
  /** Batches of partitions that shared a transaction. */
  batches: number,
  attempt: number,
  retryCount: number,
  retryTime: number,
  delayMs: number,
  ms: number,
  exitCode: number,
  code: token,
  reason: token,
  errorName: token,
  errorCode: token,
  outcome: token,
  status: counter,
  method,
  route,
  host: token,
  port: number,
  context: token,
  restart: boolean,
  migration: token,
  database: token,
  schema: token,
} as const;

export type LogFieldName = keyof typeof FIELD_CHECKS;

type FieldValue<Name extends LogFieldName> = (typeof FIELD_CHECKS)[Name] extends Check<infer Value> ? Value : never;

/** What may be said beside the event. A field of another form than its own is left out, and counted in `dropped`. */
export type LogFields = { readonly [Name in LogFieldName]?: FieldValue<Name> | undefined };

/** Keeps what is on the list and of its form; `dropped` says how many were not. */
export function allowedFields(fields: object): { readonly kept: Record<string, unknown>; readonly dropped: number } {
  const kept: Record<string, unknown> = {};
  let dropped = 0;
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const check: Check<unknown> | undefined = Object.hasOwn(FIELD_CHECKS, name) ? FIELD_CHECKS[name as LogFieldName] : undefined;
    if (check?.(value) === true) kept[name] = value;
    else dropped += 1;
  }
  return { kept, dropped };
}
