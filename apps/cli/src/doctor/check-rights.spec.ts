import { describe, expect, it } from '@jest/globals';

import { rightsOf, Topics } from '#libs/contracts';

import { judgeRights } from './check-rights.js';

const needed = rightsOf(new Topics(), ['northshire-csc']);
const [right] = needed;
const NONE = { missing: [], unneeded: [], broad: [] };
const rule = { principal: 'northshire-icb', host: '*', resource: 'topic', name: new Topics().referral('northshire-csc'), match: 'exact', operation: 'read' } as const;
const judged = (found: Parameters<typeof judgeRights>[0]) => judgeRights(found, needed.length);

describe('the rights on the topics of a partnership', () => {
  it('are well where each client has what it needs and no more', () => {
    expect(judged(NONE)).toMatchObject({ status: 'ok', detail: `all ${needed.length} are as needed, and no other` });
  });

  it('are a fault where one is missing, or a client has one that it does not need: another agency could read the referrals', () => {
    expect(judged({ ...NONE, missing: needed.slice(0, 1) })).toMatchObject({ status: 'fail', detail: `1 right is missing (${right?.principal}). Make them with: exchange topics create` });
    expect(judged({ ...NONE, unneeded: [rule] })).toMatchObject({ status: 'fail', detail: expect.stringContaining('not needed (northshire-icb)') });
  });

  it('are a warning where a client may use many topics, or where Kafka checks none; and are left out where this client may not see them', () => {
    expect(judged({ ...NONE, broad: [{ ...rule, name: '*', principal: 'backup' }] })).toMatchObject({ status: 'warn', detail: expect.stringContaining('backup') });
    expect(judged('unchecked')).toMatchObject({ status: 'warn', check: 'no-authorizer', finding: { severity: 'unsafe' } });
    expect(judged(undefined)).toMatchObject({ status: 'skip' });
  });
});
