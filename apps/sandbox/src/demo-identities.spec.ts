import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { readPartnership } from '#libs/agreements';

import { demoIdentities } from './describe.js';

describe('the demo identities', () => {
  it('are the same in containers, which have a file of them, as in the sandbox', async () => {
    const partnership = await readPartnership('infra/partnership/northshire/partnership.yaml');
    if (!partnership.ok) throw new Error('the demo partnership cannot be read');
    const ofSandbox = demoIdentities(partnership.value, () => '').map(({ role, organisation, person }) => ({ role, organisation, person }));
    const { identities } = JSON.parse(readFileSync('infra/partnership/northshire/demo-identities.json', 'utf8')) as { readonly identities: unknown };
    expect(identities).toEqual(ofSandbox);
  });
});
