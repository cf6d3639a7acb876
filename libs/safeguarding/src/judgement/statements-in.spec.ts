import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  ACKNOWLEDGEMENT_CONTRACTS, COPY_TYPES, decodeEvent, MAX_STATEMENT_ENTRIES, REFERRAL_CONTRACTS, Topics, type MachineStatementEntry, type OutgoingMessage,
} from '#libs/contracts';
import { newId } from '#libs/kernel';
import { asIncoming, machineBatch, ReferralFacts, unreadableEntry } from '#libs/testing';

import { statementDigest, statementsIn } from './statements-in.js';

const HUB = 'northshire-csc';
const topics = new Topics();

function statements(message: OutgoingMessage) {
  const event = decodeEvent(asIncoming(message), ACKNOWLEDGEMENT_CONTRACTS);
  if (!event.ok) throw new Error(event.error.message);
  return statementsIn(event.value);
}

const batch = (entries: readonly MachineStatementEntry[], agency = HUB, partition = 1) => statements(machineBatch(topics, agency, partition, entries));
const digestOf = (...given: Parameters<typeof batch>): string => batch(...given)[0]?.digest ?? '';

describe('the statements of a message', () => {
  const facts = new ReferralFacts(topics);
  const entry = facts.entry(HUB, 'delivered', 1);

  it('are one for each entry of a batch, in order, each with the fields that all entries share', () => {
    const found = batch([entry, unreadableEntry(facts.at(2))]);
    expect(found.map(({ entry: index, data }) => [index, data.receiptId, data.referralId, data.agency])).toEqual([
      [0, entry.receiptId, facts.referralId, HUB], [1, found[1]?.data.receiptId, undefined, HUB],
    ]);
    expect(found[0]).toMatchObject({ correlationId: facts.correlationId, data: { topic: topics.referral(HUB), partition: 1 } });
    expect(found.map(({ digest, text }) => [digest, JSON.parse(text)])).toEqual(
      found.map(({ text, data }) => [statementDigest('safeguarding.machine.stated.v1', text), data]));
  });

  it('are one for the message of a person, known by the bytes of the message', () => {
    const message = facts.receipt(HUB, 'opened', 3);
    const [statement, ...more] = statements(message);
    expect(more).toEqual([]);
    expect(statement).toMatchObject({ entry: 0, text: message.value?.toString(), digest: statement?.event.digest, correlationId: facts.correlationId });
  });

  it('are the same in another batch, at another position and with their fields in another order', () => {
    const reversed = Object.fromEntries(Object.entries(entry).toReversed()) as unknown as MachineStatementEntry;
    expect(digestOf([reversed])).toBe(digestOf([entry]));
    expect(batch([facts.entry(HUB, 'delivered', 4), entry])[1]?.digest).toBe(digestOf([entry]));
  });

  it('are other ones when any of their fields or any shared field is another', () => {
    const changes: readonly Partial<MachineStatementEntry>[] = [
      { receiptId: newId() }, { referralId: newId() }, { hop: 2 }, { messageId: newId() }, { correlationId: newId() }, { offset: '8' },
      { occurredAt: facts.at(9) }, { envelopeDigest: '0'.repeat(64) },
    ];
    const digests = [
      digestOf([entry]), digestOf([entry], 'hilltop-school'), digestOf([entry], HUB, 0), ...changes.map((change) => digestOf([{ ...entry, ...change }])),
    ];
    expect(new Set(digests).size).toBe(changes.length + 3);
  });

  it('are as many as a batch may have, and a longer batch breaks the contract', () => {
    const entries = Array.from({ length: MAX_STATEMENT_ENTRIES + 1 }, () => facts.entry(HUB, 'delivered', 1));
    expect(batch(entries.slice(1))).toHaveLength(MAX_STATEMENT_ENTRIES);
    expect(() => batch(entries)).toThrow('/entries: count');
  });

  it('do not depend on how they are split into batches', () => {
    const entries = Array.from({ length: 12 }, () => facts.entry(HUB, 'delivered', 1));
    const whole = batch(entries).map(({ digest }) => digest);
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 12, maxLength: 12 }), (sizes) => {
      const left = [...entries];
      const split = sizes.flatMap((size) => (left.length === 0 ? [] : batch(left.splice(0, size))));
      expect(split.map(({ digest }) => digest)).toEqual(whole);
    }));
  });

  it('are about every kind of message that an agency receives', () => {
    expect([...COPY_TYPES].toSorted()).toEqual(REFERRAL_CONTRACTS.map(({ type }) => type).toSorted());
  });
});
