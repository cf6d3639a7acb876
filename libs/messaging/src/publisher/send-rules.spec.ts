import { describe, expect, it } from '@jest/globals';

import { confirmSend } from './send-rules.js';

const line = { topicName: 'referral', partition: 1, errorCode: 0, baseOffset: '41' };

describe('the check of the answer to a send', () => {
  it('believes an answer that names the topic and the partition with an offset', () => {
    expect(confirmSend('referral', 1, [line])).toEqual({ ok: true, value: 41n });
  });

  it('reads offsets beyond what a JavaScript number holds', () => {
    const answer = [{ ...line, baseOffset: '9007199254740993' }];
    expect(confirmSend('referral', 1, answer)).toEqual({ ok: true, value: 9007199254740993n });
  });

  it.each([
    ['an empty answer: the leader died and nothing was sent', [], 'partition-missing-in-answer'],
    ['the answer of another partition only', [{ ...line, partition: 0 }], 'partition-missing-in-answer'],
    ['the answer of another topic only', [{ ...line, topicName: 'lifecycle' }], 'partition-missing-in-answer'],
    ['two answers for the partition', [line, { ...line, baseOffset: '99' }], 'several-answers'],
    ['an error in the answer', [{ ...line, errorCode: 6 }], 'error-in-answer'],
    ['no offset', [{ ...line, baseOffset: undefined }], 'no-offset-in-answer'],
    ['the offset -1', [{ ...line, baseOffset: '-1' }], 'no-offset-in-answer'],
    ['an offset that is no number', [{ ...line, baseOffset: '' }], 'no-offset-in-answer'],
  ])('does not believe %s', (_what, answer, error) => {
    expect(confirmSend('referral', 1, answer)).toEqual({ ok: false, error });
  });
});
