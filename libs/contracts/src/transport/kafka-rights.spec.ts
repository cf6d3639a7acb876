import { describe, expect, it } from '@jest/globals';

import { principalsOf, RESERVED_PRINCIPALS, rightsOf } from './kafka-rights.js';
import { Topics } from './topics.js';

const topics = new Topics('north.');
const rights = rightsOf(topics, ['northshire-csc', 'hilltop-school']);
const of = (principal: string, operation: 'read' | 'write', resource = 'topic') =>
  rights.filter((right) => right.principal === principal && right.operation === operation && right.resource === resource).map(({ name }) => name.replace('north.', '').replace('safeguarding.', '')).toSorted((one, other) => one.localeCompare(other, 'en'));

describe('the rights of the clients of Kafka', () => {
  it('let an agency read what it was sent and write what it states, and nothing else', () => {
    expect(of('northshire-csc', 'read')).toEqual(['notice.v1.northshire-csc', 'referral.v1.northshire-csc']);
    expect(of('northshire-csc', 'write')).toEqual([
      'access.v1', 'acknowledgement.v1.northshire-csc', 'ethnicity.v1.northshire-csc', 'notice.v1.northshire-csc.agency-node.northshire-csc.dlq', 'referral.v1.northshire-csc.agency-node.northshire-csc.dlq',
    ]);
    expect(rights.filter(({ principal, resource }) => principal === 'northshire-csc' && resource === 'group').map(({ name, match }) => `${name} ${match}`))
      .toEqual(['north.agency-node.northshire-csc exact', 'north.agency-node.northshire-csc. prefix']);
  });

  it('let only the publisher write referrals and facts, and let no part of the exchange read a referral', () => {
    expect(rights.filter(({ name, operation }) => operation === 'write' && (name.endsWith('lifecycle.v1') || /referral\.v1\.[a-z-]+$/.test(name))).map(({ principal }) => principal)).toEqual(['referral-publisher', 'referral-publisher', 'referral-publisher']);
    expect(rights.filter(({ name, operation }) => operation === 'read' && /referral\.v1\./.test(name)).map(({ principal, name }) => [principal, name.endsWith(principal)]))
      .toEqual([['northshire-csc', true], ['hilltop-school', true]]);
  });

  it('let only the publisher read the codes of ethnicity, and the recorder alone read who was given what', () => {
    expect(rights.filter(({ name, operation }) => operation === 'read' && name.includes('ethnicity.v1')).map(({ principal }) => principal)).toEqual(['referral-publisher', 'referral-publisher']);
    expect(rights.filter(({ name, operation }) => operation === 'read' && name.endsWith('access.v1')).map(({ principal }) => principal)).toEqual(['audit-recorder']);
    expect(of('audit-recorder', 'write').every((name) => name === 'access.v1' || name.endsWith('.audit-recorder.dlq'))).toBe(true);
    expect(rights.some(({ principal }) => principal === 'audit-portal')).toBe(false);
  });

  it('are for clients that have an identity, and no agency can have the name of another part', () => {
    const principals = principalsOf(['northshire-csc', 'hilltop-school']);
    expect(principals).toEqual(['referral-publisher', 'audit-recorder', 'deadline-watch', 'northshire-csc', 'hilltop-school']);
    expect(new Set(rights.map(({ principal }) => principal))).toEqual(new Set(principals));
    expect([...RESERVED_PRINCIPALS]).toEqual(expect.arrayContaining(['referral-publisher', 'audit-portal', 'exchange-administrator', 'exchange-broker']));
  });

  it('name no right twice, and only topics that the exchange has', () => {
    const known = new Set(topics.catalogue(['northshire-csc', 'hilltop-school']).map(({ name }) => name));
    expect(rights.filter(({ resource, name }) => resource === 'topic' && !known.has(name))).toEqual([]);
    expect(new Set(rights.map((right) => JSON.stringify(right))).size).toBe(rights.length);
  });
});
