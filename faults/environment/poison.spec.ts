import { randomUUID } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { isUuid, newId } from '#libs/kernel';

import { poisonCorrelationId } from './poison.js';

const version = (id: string): string | undefined => id.split('-')[2]?.[0];

describe('the correlation id of poison', () => {
  it('is one that the exchange accepts from a sender', () => {
    for (let count = 0; count < 100; count += 1) expect([isUuid(poisonCorrelationId()), version(poisonCorrelationId())]).toEqual([true, '8']);
  });

  it('differs from every random id in the version digit, which no random id can change', () => {
    const random = Array.from({ length: 70_000 }, (_, index) => (index % 2 === 0 ? randomUUID() : newId()));
    // So many that among their endings is one of 65,536 that was once taken for poison.
    expect(new Set(random.map((id) => version(id)))).toEqual(new Set(['4', '7']));
  });
});
