import { describe, expect, it } from '@jest/globals';

import { decodeHeaders, toIncomingMessage } from './incoming-message.js';

describe('an incoming message', () => {
  it('has its headers as text under lower-case names', () => {
    expect({ ...decodeHeaders({ CE_Type: Buffer.from('safeguarding.referral.shared.v1'), ce_subject: 'Größe' }) }).toEqual({
      ce_type: 'safeguarding.referral.shared.v1',
      ce_subject: 'Größe',
    });
  });

  it('takes the last of a header given twice, and leaves out one without a value', () => {
    expect({ ...decodeHeaders({ ce_id: [Buffer.from('a'), Buffer.from('b')], ce_time: undefined }) }).toEqual({ ce_id: 'b' });
  });

  it('takes a header named __proto__ as a header', () => {
    const headers = decodeHeaders(JSON.parse('{"__proto__": "polluted"}') as Record<string, string>);
    expect(Object.keys(headers)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('keeps the bytes of the value, and marks a missing value', () => {
    const message = { offset: '7', timestamp: '1764000000000', attributes: 0, key: Buffer.from('case-ü'), headers: {} };
    const value = Buffer.from([0x7b, 0xff]);
    expect(toIncomingMessage('referral', 2, { ...message, value })).toMatchObject({ key: 'case-ü', value, offset: '7', partition: 2 });
    expect(toIncomingMessage('referral', 2, { ...message, key: null, value: null })).toMatchObject({ key: null, value: null });
  });
});
