import { clockOffsetMs, failure, isUuid, type Outcome, sha256Hex, success } from '#libs/kernel';

import type { IncomingMessage, OutgoingMessage } from '../transport/message.js';
import { Instant, Line, Uuid } from '../validation/decorators.js';
import type { FieldProblem } from '../validation/field-problems.js';
import type { EventContract } from './event-contract.js';

/** The attributes of an event (CloudEvents 1.0), without personal data. */
interface EventAttributes {
  /** UUIDv7; the message id by which every inbox finds duplicates. */
  readonly id: string;
  readonly type: string;
  readonly source: string;
  /** Id of the referral. */
  readonly subject?: string;
  /** RFC 3339, exactly as sent. */
  readonly time: string;
  readonly dataschema: string;
  readonly correlationId: string;
  readonly partitionKey: string;
  /** Milliseconds by which the sender's test clock was moved. Absent in production, where a reader ignores it. */
  readonly clockOffsetMs?: number;
}

export interface ReceivedEvent<Data = unknown> {
  readonly attributes: EventAttributes;
  readonly contract: EventContract;
  readonly data: Data;
  /** {@link envelopeDigest} of the value's bytes. */
  readonly digest: string;
  readonly message: IncomingMessage;
}

type DecodeCode = 'not-a-cloudevent' | 'unknown-type' | 'unknown-version' | 'not-json' | 'invalid-payload' | 'too-large';

/** Why a message could not be decoded, with those of its attributes that are well formed. No values, no content. */
interface DecodeProblem {
  readonly code: DecodeCode;
  readonly message: string;
  readonly messageId?: string;
  readonly referralId?: string;
  readonly correlationId?: string;
  readonly digest: string;
  /** JSON pointers to the invalid fields of the payload; only names of the contract's own fields. */
  readonly pointers?: readonly string[];
}

interface EventToSend<T> {
  readonly topic: string;
  /** Opaque case key. */
  readonly key: string;
  readonly id: string;
  readonly source: string;
  readonly subject?: string;
  readonly time: string;
  readonly correlationId: string;
  readonly data: T;
}

/** Just below the broker's limit of 1 MiB a message, which counts headers too. */
export const MAX_EVENT_BYTES = 1_000_000;

const isUuidText = Uuid().rule.accepts;
const isInstant = Instant().rule.accepts;
const isLine = Line(256).rule.accepts;
const JSON_TYPE = /^application\/json(?:\s*;.*)?$/i;
/** Set in test mode only, so that a reader can move the broker's time of a message as the sender moved its own. */
const CLOCK_OFFSET = 'ce_clockoffset';
const WHOLE_NUMBER = /^-?[1-9][0-9]{0,12}$/;
const VERSIONED_TYPE = /^(.+)\.v[1-9][0-9]{0,5}$/;

/**
 * SHA-256 of the message's bytes in lower-case hexadecimal. Publisher and agency both record it, so that an auditor can prove
 * that both hold the same message.
 */
export function envelopeDigest(bytes: Uint8Array): string {
  return sha256Hex('exchange/envelope/v1\0', bytes);
}

/**
 * Encodes an event as a Kafka message: CloudEvents 1.0, binary mode.
 *
 * @throws TypeError if data or attributes break the contract, because that is a bug of the sender and must never reach a topic.
 */
export function encodeEvent<T>(contract: EventContract<T>, event: EventToSend<T>): OutgoingMessage {
  const checked = contract.validator.validate(event.data);
  if (!checked.ok) throw new TypeError(`${contract.type} breaks its contract at ${describe(checked.error)}`);
  const headers = headersOf(contract, event);
  if (!hasUsableAttributes(headers)) throw new TypeError(`${contract.type} needs well-formed id, source, time, correlation id and key`);
  if (batchIdDiffers(event.id, event.data)) throw new TypeError(`${contract.type} has an id other than its batchId`);
  if (subjectDiffers(event.subject, event.data)) throw new TypeError(`${contract.type} has a subject other than its referralId`);
  const value = Buffer.from(JSON.stringify(event.data));
  if (value.length > MAX_EVENT_BYTES) throw new TypeError(`${contract.type} has ${value.length} bytes; ${MAX_EVENT_BYTES} are allowed`);
  return { topic: event.topic, key: event.key, headers, value };
}

/**
 * Decodes a Kafka message as one of the accepted events. Never throws, for any headers and bytes. The function checks the
 * payload against its own contract only, so that the result is safe to store.
 */
export function decodeEvent(
  message: IncomingMessage,
  accepted: readonly EventContract[],
): Outcome<ReceivedEvent, DecodeProblem> {
  const { headers, value } = message;
  const digest = envelopeDigest(value ?? new Uint8Array());
  const refuse = (code: DecodeCode, text: string, pointers?: readonly string[]): Outcome<never, DecodeProblem> =>
    failure({ code, message: text, digest, ...knownIds(headers), ...(pointers && { pointers }) });

  if (value !== null && value.length > MAX_EVENT_BYTES) return refuse('too-large', `The value has more than ${MAX_EVENT_BYTES} bytes.`);
  if (!hasUsableAttributes(headers)) {
    return refuse('not-a-cloudevent', 'The headers are not those of a CloudEvent 1.0 in binary mode.');
  }
  if (message.key !== null && message.key !== headers['ce_partitionkey']) {
    return refuse('not-a-cloudevent', 'The message key is not the partition key of its headers.');
  }
  const type = headers['ce_type'] ?? '';
  const contract = accepted.find((each) => each.type === type);
  if (contract === undefined) return refuse(...unknownType(type, accepted));
  if (headers['ce_dataschema'] !== contract.dataschema) {
    return refuse('unknown-version', 'The dataschema is not the schema of the event type.');
  }

  const json = value === null ? undefined : parseJson(value);
  if (json === undefined) return refuse('not-json', 'The value is not JSON in UTF-8.');
  const checked = contract.validator.validate(json.value);
  if (!checked.ok) return refuse('invalid-payload', 'The payload breaks the contract of its type.', safePointers(checked.error));
  if (batchIdDiffers(headers['ce_id'], checked.value)) {
    return refuse('invalid-payload', 'The headers and the payload name different batches.', ['/batchId']);
  }
  if (subjectDiffers(headers['ce_subject'], checked.value)) {
    return refuse('invalid-payload', 'The subject and the payload name different referrals.', ['/referralId']);
  }
  return success({ attributes: attributesOf(headers), contract, data: checked.value, digest, message });
}

/** Narrows a received event to the data of one contract. */
export function isEvent<T>(event: ReceivedEvent, contract: EventContract<T>): event is ReceivedEvent<T> {
  return event.contract.type === contract.type;
}

function headersOf<T>(contract: EventContract<T>, event: EventToSend<T>): Record<string, string> {
  return {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: contract.type,
    ce_source: event.source,
    ...(event.subject !== undefined && { ce_subject: event.subject }),
    ce_time: event.time,
    ce_dataschema: contract.dataschema,
    ce_correlationid: event.correlationId,
    ce_partitionkey: event.key,
    'content-type': 'application/json',
    ...(clockOffsetMs() !== 0 && { [CLOCK_OFFSET]: String(clockOffsetMs()) }),
  };
}

function attributesOf(headers: IncomingMessage['headers']): EventAttributes {
  const header = (name: string): string => headers[name] ?? '';
  return {
    id: header('ce_id'),
    type: header('ce_type'),
    source: header('ce_source'),
    ...(headers['ce_subject'] !== undefined && { subject: headers['ce_subject'] }),
    time: header('ce_time'),
    dataschema: header('ce_dataschema'),
    correlationId: header('ce_correlationid'),
    partitionKey: header('ce_partitionkey'),
    ...(WHOLE_NUMBER.test(header(CLOCK_OFFSET)) && { clockOffsetMs: Number(header(CLOCK_OFFSET)) }),
  };
}

function hasUsableAttributes(headers: IncomingMessage['headers']): boolean {
  return (
    headers['ce_specversion'] === '1.0' &&
    isUuidText(headers['ce_id']) &&
    isLine(headers['ce_type']) &&
    isLine(headers['ce_source']) &&
    isInstant(headers['ce_time']) &&
    isLine(headers['ce_dataschema']) &&
    isUuidText(headers['ce_correlationid']) &&
    isLine(headers['ce_partitionkey']) &&
    (headers['ce_subject'] === undefined || isUuidText(headers['ce_subject'])) &&
    JSON_TYPE.test(headers['content-type'] ?? '')
  );
}

function unknownType(type: string, accepted: readonly EventContract[]): [DecodeCode, string] {
  const name = VERSIONED_TYPE.exec(type)?.[1];
  return accepted.some((each) => each.name === name)
    ? ['unknown-version', 'The event is of a version that this consumer does not know.']
    : ['unknown-type', 'This consumer does not handle events of this type.'];
}

function parseJson(bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    // Invalid UTF-8 is an error and a BOM is kept: bytes that decode with replacements would differ from the digested bytes.
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) as unknown };
  } catch {
    return undefined;
  }
}

/** A batch names its id in its bytes as well, because a signature covers the bytes and no header. */
function batchIdDiffers(id: string | undefined, data: unknown): boolean {
  const { batchId } = data as { readonly batchId?: unknown };
  return batchId !== undefined && batchId !== id;
}

function subjectDiffers(subject: string | undefined, data: unknown): boolean {
  const referralId = (data as { readonly referralId?: unknown }).referralId;
  return subject !== undefined && referralId !== undefined && subject !== referralId;
}

function knownIds(headers: IncomingMessage['headers']): Pick<DecodeProblem, 'messageId' | 'referralId' | 'correlationId'> {
  const { ce_id: id, ce_subject: subject, ce_correlationid: correlation } = headers;
  return {
    ...(isUuid(id) && { messageId: id }),
    ...(isUuid(subject) && { referralId: subject }),
    ...(isUuid(correlation) && { correlationId: correlation }),
  };
}

/** The pointer to an unknown field ends at its owner, because the field's name is the sender's text and pointers go into logs. */
function safePointers(problems: readonly FieldProblem[]): readonly string[] {
  const safe = problems.map(({ code, pointer }) => (code === 'unknown-field' ? pointer.replace(/\/[^/]*$/, '') : pointer));
  return [...new Set(safe)];
}

function describe(problems: readonly FieldProblem[]): string {
  return problems.map(({ pointer, code }) => `${pointer || '(the whole)'}: ${code}`).join('; ');
}
