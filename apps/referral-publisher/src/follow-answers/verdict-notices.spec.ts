import { describe, expect, it } from '@jest/globals';
import { decodeEvent, keyOfPartition, MAX_NOTICED_STATEMENTS, StatementsJudgedContract, Topics, type OutgoingMessage, type StatementsJudged } from '#libs/contracts';
import type { VerdictChange } from '#libs/judgement';
import { newId } from '#libs/kernel';
import type { StatementVerdict } from '#libs/safeguarding';

import { verdictNotices } from './verdict-notices.js';

const HUB = 'northshire-csc';
const AT = '2026-05-23T09:02:00.000Z';
const TAKEN = { verdict: 'taken', effect: 'new', countsAt: AT, marks: [] } as const;

function change(after: StatementVerdict, { agency = HUB, partition = 0, rung = 'accepted', actor = 'sw-0142' }: { agency?: string; partition?: number; rung?: string; actor?: string | undefined } = {}): VerdictChange {
  const [statementId, referralId, messageId] = [newId(), newId(), newId()];
  const digest = 'ab'.repeat(32);
  const data = {
    receiptId: statementId, referralId, agency, messageId, envelopeDigest: digest, hop: 1, rung, occurredAt: AT, ...(rung !== 'delivered' && { actor }),
  };
  return {
    before: null, after,
    statement: {
      agency, partition, offset: '1', entry: 0, statementId, digest, referralId, messageId, correlationId: newId(), type: 'acknowledged', storedAt: AT, data,
    },
  };
}

function notices(changes: readonly VerdictChange[]) {
  return verdictNotices(new Topics(), changes, AT).map((message: OutgoingMessage) => {
    const decoded = decodeEvent({ ...message, partition: 0, offset: '0', timestamp: '0' }, [StatementsJudgedContract]);
    if (!decoded.ok) throw new Error(decoded.error.message);
    return { key: message.key, data: decoded.value.data as StatementsJudged };
  });
}

describe('notices of verdicts', () => {
  it('are one message for each agency and partition', () => {
    const sent = notices([change(TAKEN), change(TAKEN, { partition: 1 }), change(TAKEN, { agency: 'hilltop-school' }), change(TAKEN)]);
    expect(sent.map(({ key, data }) => [key, data.agency, data.statements.length])).toEqual([
      [keyOfPartition(0), HUB, 2], [keyOfPartition(1), HUB, 1], [keyOfPartition(0), 'hilltop-school', 1],
    ]);
  });

  it('name every statement that is taken, and of a flood the first ones, with those that the agency can help first', () => {
    const taken = Array.from({ length: 250 }, () => change(TAKEN));
    const forged = Array.from({ length: 400 }, () => change({ verdict: 'refused', code: 'other-content' }));
    const waits = change({ verdict: 'waiting', missing: 'opened' });
    const sent = notices([...taken, ...forged, waits]);
    expect(sent.map(({ data }) => [data.statements.length, data.omitted])).toEqual([[100, undefined], [100, undefined], [50, undefined], [MAX_NOTICED_STATEMENTS, 301]]);
    expect(sent.at(-1)?.data.statements[0]).toMatchObject({ receiptId: waits.statement.statementId, verdict: 'waiting', code: 'opened' });
  });

  it('leave out a delivery that is taken at once, and name it when it was refused before', () => {
    const delivered = change(TAKEN, { rung: 'delivered' });
    expect(notices([delivered, change({ verdict: 'unattached' }, { rung: 'delivered' })])).toEqual([]);
    expect(notices([{ ...delivered, before: { verdict: 'waiting', missing: 'copy' } }])[0]?.data.statements).toMatchObject([{ rung: 'delivered', verdict: 'taken' }]);
  });

  it('are made in a topic with more partitions than agreed as well', () => {
    expect(notices([change({ verdict: 'refused', code: 'wrong-partition' }, { partition: 7 })])[0]?.key).toBe(keyOfPartition(1));
  });
});
