import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { DOMESTIC_ABUSE_REFERRAL, SubmitReferralRequest, type RecipientStatus, type ReferralAccepted, type ReferralStatus, type Rung } from '#libs/contracts';

import { breaksOff, exchange, ExchangeStandIn, json, problem, type Answer } from '../test-support/exchange-stand-in.js';
import { checkRequest } from './read-request-file.js';
import { allAnswered } from './referral-status.js';

const opened: ExchangeStandIn[] = [];

async function publisher(...answers: Answer[]): Promise<ExchangeStandIn> {
  const server = await ExchangeStandIn.answering(...answers);
  opened.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

const REFERRAL = '0190f3a4-5b7c-7c3a-9d2e-000000000001';
const answer: ReferralAccepted = {
  referralId: REFERRAL,
  status: 'published',
  links: { self: `/v1/referrals/${REFERRAL}` },
  children: [{ childId: '7f0d3c52-6a1e-4b7f-9c55-2d8e4a906b11' }],
  recipients: [{ agency: 'northshire-csc', name: 'Northshire Council', expectation: 'acknowledge-and-decide', hop: 1 }],
};
const accepted = json(answer, 202);
const completions: ReferralAccepted['completions'] = [
  { pointer: '/children/7f0d3c52-6a1e-4b7f-9c55-2d8e4a906b11/selfDefinedEthnicity/reasonNotStated', rule: 'NOT_STATED_WHERE_SEEN', ruleVersion: 1, message: 'Ask the child or carer.' },
];
const input = JSON.stringify(DOMESTIC_ABUSE_REFERRAL);

async function submit(server: ExchangeStandIn, ...options: string[]) {
  return exchange(['referral', 'submit', '-', '--as-organisation', 'northshire-police', '--publisher-url', server.url, ...options], { input });
}

describe('submitting a referral', () => {
  it('goes on under one key while the publisher is away, busy, or was cut off, and publishes once', async () => {
    const server = await publisher(breaksOff, problem('REF-005', { retryAfter: '0' }), problem('REF-002', { retryAfter: '0' }), accepted);
    const { exitCode, out, err } = await submit(server);
    expect(exitCode).toBe(0);
    expect(server.seen).toHaveLength(4);
    const [key, ...others] = new Set(server.seen.map(({ headers }) => headers['idempotency-key']));
    expect(others).toEqual([]);
    expect(err).toContain(`Idempotency key: ${String(key)}`);
    expect(err.match(/Trying again/g)).toHaveLength(3);
    expect(new Set(server.seen.map(({ body }) => body))).toEqual(new Set([input]));
    expect(out).toContain('northshire-csc  Northshire Council  acknowledge-and-decide');
  });

  it('gives up in time, and shows how to go on without publishing twice', async () => {
    const server = await publisher(problem('REF-005', { retryAfter: '30' }));
    const { exitCode, err } = await submit(server, '--retry-for', '1', '--key', 'NSP-1');
    expect({ exitCode, requests: server.seen.length }).toEqual({ exitCode: 3, requests: 1 });
    expect(err).toContain('Send it again with --key NSP-1');
  });

  it('does not repeat what will be refused again', async () => {
    const server = await publisher(problem('REF-006'));
    const { exitCode, err } = await submit(server, '--key', 'NSP-1');
    expect({ exitCode, requests: server.seen.length }).toEqual({ exitCode: 1, requests: 1 });
    expect(err).toContain('(REF-006)');
    expect(err).not.toContain('Send it again');
  });

  it('sends nothing that breaks the contract, and names the place', async () => {
    const server = await publisher(accepted);
    const children = [{ ...DOMESTIC_ABUSE_REFERRAL.children[0], dateOfBirth: '2026-02-30' }];
    const wrong = JSON.stringify({ ...DOMESTIC_ABUSE_REFERRAL, children });
    const { exitCode, err, out } = await exchange(['referral', 'submit', '-', '--publisher-url', server.url, '--json'], { input: wrong });
    expect({ exitCode, out, requests: server.seen.length }).toEqual({ exitCode: 2, out: '', requests: 0 });
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'GEN-001', errors: [{ pointer: '/children/0/dateOfBirth', code: 'format' }] } });
    expect(err).not.toContain('Amara');
  });

  it('lists the open completions, after the publication and for as long as they are open', async () => {
    const asked = ['/children/7f0d3c52-6a1e-4b7f-9c55-2d8e4a906b11/selfDefinedEthnicity/reasonNotStated: Ask the child or carer. (NOT_STATED_WHERE_SEEN)', `exchange referral correct ${REFERRAL} <file>`];
    const { exitCode, out } = await submit(await publisher(json({ ...answer, completions }, 202)));
    expect(exitCode).toBe(0);
    for (const line of asked) expect(out).toContain(line);
    const stands: ReferralStatus = { ...status(recipient('northshire-csc', 'published')), referralId: REFERRAL };
    const server = await publisher(json({ ...stands, completions }), json(stands));
    const read = () => exchange(['referral', 'status', REFERRAL, '--as-organisation', 'northshire-police', '--publisher-url', server.url]);
    const [before, after] = [await read(), await read()];
    for (const line of asked) expect(before.out).toContain(line);
    expect([after.exitCode, after.out.includes('To be completed')]).toEqual([0, false]);
  });

  it('names the file that cannot be read', async () => {
    const { exitCode, err } = await exchange(['referral', 'submit', '/nowhere/referral.json']);
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: '/nowhere/referral.json cannot be read (ENOENT).\n' });
  });
});

describe('what is wrong with a referral', () => {
  it('is reported without the value of the field', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (noise, value) => {
        const wrong = { ...DOMESTIC_ABUSE_REFERRAL, narrative: { text: `Amara!${noise}`, value } };
        for (const each of [`{"children": [{"name": "Amara!${noise}`, JSON.stringify(wrong)]) {
          const outcome = checkRequest(SubmitReferralRequest, Buffer.from(each));
          expect(outcome.ok).toBe(false);
          expect(JSON.stringify(outcome)).not.toContain('Amara!');
        }
      }),
    );
  });

  it('includes bytes that are not UTF-8', () => {
    expect(checkRequest(SubmitReferralRequest, Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject({ ok: false, error: { code: 'GEN-002' } });
  });

  it('is nothing for the examples', () => {
    expect(checkRequest(SubmitReferralRequest, Buffer.from(input))).toEqual({ ok: true, value: { text: input, value: DOMESTIC_ABUSE_REFERRAL } });
  });
});

const at = '2026-05-22T17:00:00Z';

function recipient(agency: string, ...rungs: Rung[]): RecipientStatus {
  return { agency, hop: 1, rung: rungs.at(-1) ?? 'published', rungs: rungs.map((rung) => ({ rung, at })) };
}

function status(...recipients: RecipientStatus[]): ReferralStatus {
  return { referralId: 'r', asOf: at, publishedAt: at, recipients };
}

describe('a referral is answered', () => {
  it('when a person of every recipient has answered, and not because machines did or a person opened it', () => {
    const accepted = recipient('a', 'published', 'delivered', 'opened', 'accepted');
    expect(allAnswered(status(accepted, recipient('b', 'published', 'delivered', 'opened', 'refused')))).toBe(true);
    expect(allAnswered(status(accepted, recipient('b', 'published', 'delivered', 'opened')))).toBe(false);
    expect(allAnswered(status(recipient('a', 'published', 'rejected')))).toBe(false);
  });
});
