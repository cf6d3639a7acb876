import { describe, expect, it } from '@jest/globals';
import { Kafka } from 'cloudevents';
import fc from 'fast-check';

import type { IncomingMessage, OutgoingMessage } from '../transport/message.js';
import { Topics } from '../transport/topics.js';
import { decodeEvent, encodeEvent, envelopeDigest, isEvent, MAX_EVENT_BYTES } from './codec.js';
import {
  EVENT_CONTRACTS, MachineStatementsContract, ReferralAcknowledgedContract, ReferralPublishedContract, ReferralSharedContract,
} from './contracts.js';
import type { EventContract } from './event-contract.js';

const ID = '019e5c3a-7d11-7d3b-8c2a-1d0f8a3e0b01';
const CORRELATION = '019e5c3a-0000-7000-8000-000000000001';

const EXAMPLES = EVENT_CONTRACTS.flatMap((contract) =>
  Object.entries(contract.examples).map(([name, data]) => [contract.type, name, contract, data] as const),
);
const INVALID_EXAMPLES = EVENT_CONTRACTS.flatMap((contract) =>
  Object.entries(contract.invalidExamples).map(([name, example]) => [contract.type, name, contract, example] as const),
);

function encoded(contract: EventContract = ReferralSharedContract, data = Object.values(contract.examples)[0]): OutgoingMessage {
  const { referralId, batchId } = data as { referralId?: string; batchId?: string };
  return encodeEvent(contract, {
    topic: new Topics().lifecycle(),
    key: 'case-7f3a',
    id: batchId ?? ID,
    source: '/referral-publisher',
    ...(referralId !== undefined && { subject: referralId }),
    time: '2026-05-22T17:00:00.000001Z',
    correlationId: CORRELATION,
    data,
  });
}

function received(message: OutgoingMessage, changes: Partial<IncomingMessage> = {}): IncomingMessage {
  return { ...message, partition: 0, offset: '7', timestamp: '1779469200000', ...changes };
}

function withHeader(name: string, value: string): IncomingMessage {
  const message = encoded();
  return received(message, { headers: { ...message.headers, [name]: value } });
}

function withPayload(value: Buffer | null): IncomingMessage {
  return received(encoded(), { value });
}

function codeOf(message: IncomingMessage, accepted: readonly EventContract[] = EVENT_CONTRACTS): string {
  const outcome = decodeEvent(message, accepted);
  return outcome.ok ? 'ok' : outcome.error.code;
}

describe('an event on its way through Kafka', () => {
  it.each(EXAMPLES)(
    'arrives as it was sent: %s, %s',
    (_type, _name, contract, data) => {
      const message = received(encoded(contract, data));
      const outcome = decodeEvent(message, EVENT_CONTRACTS);
      expect(outcome).toMatchObject({
        ok: true,
        value: {
          data,
          contract,
          message,
          digest: envelopeDigest(message.value ?? Buffer.alloc(0)),
          attributes: { id: message.headers['ce_id'], type: contract.type },
        },
      });
    },
  );

  it('keeps its time to the microsecond, as sent', () => {
    const outcome = decodeEvent(received(encoded()), EVENT_CONTRACTS);
    expect(outcome.ok && outcome.value.attributes.time).toBe('2026-05-22T17:00:00.000001Z');
    expect(outcome.ok && isEvent(outcome.value, ReferralSharedContract) && outcome.value.data.recipient).toBe('northshire-csc');
    expect(outcome.ok && isEvent(outcome.value, ReferralPublishedContract)).toBe(false);
  });

  it('is a CloudEvent to the reference implementation too', () => {
    const { headers, value, key } = encoded();
    const text = String(value);
    const event = Kafka.toEvent({ headers: { ...headers }, value: text, key, body: text } as Parameters<typeof Kafka.toEvent>[0]);
    expect(event).toMatchObject({
      specversion: '1.0',
      id: ID,
      type: 'safeguarding.referral.shared.v1',
      source: '/referral-publisher',
      dataschema: 'urn:safeguarding-exchange:schema:safeguarding.referral.shared:v1',
      datacontenttype: 'application/json',
      correlationid: CORRELATION,
      partitionkey: 'case-7f3a',
      data: Object.values(ReferralSharedContract.examples)[0],
    });
  });

  it('has a digest that any program can compute', () => {
    // printf 'exchange/envelope/v1\0{}' | sha256sum
    expect(envelopeDigest(Buffer.from('{}'))).toBe('b079202110919d7e231e72891a82fac62595be6cc469a1e9c935503dd740a9ff');
  });

  it('never leaves with data that breaks the contract; the error names the field and not the value', () => {
    const [valid] = Object.values<object>(ReferralSharedContract.examples);
    const data = { ...valid, view: { narrative: 'secret\u0000' } };
    expect(() => encoded(ReferralSharedContract, data)).toThrow(
      /^safeguarding\.referral\.shared\.v1 breaks its contract at \/view\/narrative: pattern$/,
    );
  });

  it('never leaves with attributes that a consumer could not read', () => {
    const data = ReferralSharedContract.examples['to-school'];
    if (data === undefined) throw new Error('example not found');
    const event = { topic: 't', key: 'k', id: ID, source: '/x', time: '2026-05-22T17:00:00Z', correlationId: CORRELATION, data };
    expect(() => encodeEvent(ReferralSharedContract, { ...event, id: 'x' })).toThrow(TypeError);
    expect(() => encodeEvent(ReferralSharedContract, { ...event, time: '2026-02-30T17:00:00Z' })).toThrow(TypeError);
    expect(() => encodeEvent(ReferralSharedContract, { ...event, subject: ID })).toThrow('subject other than its referralId');
  });
});

describe('a message that cannot be taken', () => {
  it('a message that cannot be decoded', () => {
    expect(codeOf(withHeader('ce_specversion', '0.3'))).toBe('not-a-cloudevent');
    expect(codeOf(withHeader('ce_id', 'one'))).toBe('not-a-cloudevent');
    expect(codeOf(withHeader('content-type', 'text/plain'))).toBe('not-a-cloudevent');
    expect(codeOf(withHeader('ce_partitionkey', 'another-case'))).toBe('not-a-cloudevent');
    expect(codeOf(received(encoded(), { headers: {} }))).toBe('not-a-cloudevent');
    expect(codeOf(withHeader('ce_type', 'safeguarding.referral.lost.v1'))).toBe('unknown-type');
    expect(codeOf(withHeader('ce_type', '__proto__'))).toBe('unknown-type');
    expect(codeOf(withHeader('ce_type', 'safeguarding.referral.shared.v2'))).toBe('unknown-version');
    expect(codeOf(withHeader('ce_dataschema', 'urn:another'))).toBe('unknown-version');
    expect(codeOf(received(encoded()), [ReferralAcknowledgedContract])).toBe('unknown-type');
    expect(codeOf(withPayload(null))).toBe('not-json');
    expect(codeOf(withPayload(Buffer.from('{"referralId":')))).toBe('not-json');
    expect(codeOf(withPayload(Buffer.from([0x22, 0xff, 0x22])))).toBe('not-json');
    expect(codeOf(withPayload(Buffer.from('\uFEFF{}')))).toBe('not-json');
    expect(codeOf(withPayload(Buffer.from('{}')))).toBe('invalid-payload');
    expect(codeOf(withPayload(Buffer.from('[]')))).toBe('invalid-payload');
    expect(codeOf(withPayload(Buffer.alloc(MAX_EVENT_BYTES + 1, '1')))).toBe('too-large');
    expect(codeOf(withHeader('ce_subject', ID))).toBe('invalid-payload');
  });

  it('a batch under the id of another message, because headers will not be signed', () => {
    const batch = encoded(MachineStatementsContract);
    expect(codeOf(received(batch))).toBe('ok');
    const other = decodeEvent(received(batch, { headers: { ...batch.headers, ce_id: ID } }), EVENT_CONTRACTS);
    expect(other).toMatchObject({ ok: false, error: { code: 'invalid-payload', pointers: ['/batchId'] } });
  });

  it('names its usable attributes, and no text that a sender may have written into it', () => {
    const message = encoded();
    const value = Buffer.from(String(message.value).replace('"view":{', '"view":{"Mia Smith":1,'));
    expect(decodeEvent(received(message, { value }), EVENT_CONTRACTS)).toEqual({
      ok: false,
      error: {
        code: 'invalid-payload',
        message: 'The payload breaks the contract of its type.',
        messageId: ID,
        referralId: message.headers['ce_subject'],
        correlationId: CORRELATION,
        digest: envelopeDigest(value),
        pointers: ['/view'],
      },
    });
  });

  it.each(INVALID_EXAMPLES)(
    'is any of the published invalid examples: %s, %s',
    (_type, _name, contract, { pointer, code, data }) => {
      expect(contract.validator.validate(data)).toMatchObject({ ok: false, error: [{ pointer, code }] });
    },
  );

  it('never makes the decoder throw, for any headers and bytes', () => {
    const message = encoded();
    const names = Object.keys(message.headers);
    const text = String(message.value);
    const values = fc.oneof(
      fc.constant(null),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((json) => Buffer.from(json)),
      fc
        .tuple(fc.nat(text.length), fc.string({ unit: 'binary', maxLength: 3 }))
        .map(([at, junk]) => Buffer.from(text.slice(0, at) + junk + text.slice(at + 1))),
    );
    const headerNames = fc.oneof(fc.constantFrom(...names), fc.string());
    const headers = fc.dictionary(headerNames, fc.oneof(fc.string({ unit: 'binary' }), fc.constant(ID)), { maxKeys: 2 });
    fc.assert(
      fc.property(values, headers, fc.option(fc.string()), (value, changed, key) => {
        const changes = { value, headers: { ...message.headers, ...changed }, key: key ?? message.key };
        const outcome = decodeEvent(received(message, changes), EVENT_CONTRACTS);
        expect(typeof outcome.ok).toBe('boolean');
        if (!outcome.ok) expect(outcome.error.digest).toMatch(/^[0-9a-f]{64}$/);
      }),
      { numRuns: 2_000 },
    );
  });
});
