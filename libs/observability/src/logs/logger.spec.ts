import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { withCorrelation } from '../correlation.js';
import { causeCode, summariseError } from './error-summary.js';
import { LOG_EVENTS, type LogLevel } from './events.js';
import { FIELD_CHECKS } from './fields.js';
import { Logger } from './logger.js';
import { NestLogger } from './nest-logger.js';

const REFERRAL = '0198c0de-7d10-7000-8000-000000000001';
const CANARY = 'Amelia Whitlock';

function recording(level: LogLevel = 'debug') {
  const lines: string[] = [];
  const logger = Logger.to({ app: 'agency-node', instance: 'northshire-csc', level, destination: { write: (line) => void lines.push(line) } });
  return { logger, unchecked: logger as unknown as Unchecked, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

/** The logger as seen by code that bypasses the compiler. */
type Unchecked = Readonly<Record<LogLevel, (event: string, fields: object, error?: unknown) => void>>;

const ACCEPTED = { referralId: REFERRAL, count: 3, outcome: 'stored' };

describe('a log line', () => {
  it('names the event and the referral, and contains nothing that is not on the list', () => {
    const { logger, last } = recording();
    const topic = 'safeguarding.referral.v1.northshire-csc';
    logger.warn('consumer.batch-failed', { topic, partition: 1, attempt: 2, delayMs: 400, messages: 12, code: '40P01' });
    const { time, pid, ...line } = last();
    expect(line).toEqual({
      level: 'warn',
      app: 'agency-node',
      instance: 'northshire-csc',
      event: 'consumer.batch-failed',
      topic,
      partition: 1,
      attempt: 2,
      delayMs: 400,
      messages: 12,
      code: '40P01',
    });
    expect(typeof time).toBe('string');
    expect(pid).toBe(process.pid);
  });

  it.each<[string, object, readonly string[]]>([
    ['a field that is not on the list', { childName: CANARY }, ['unlisted']],
    ['a field of another event', { topic: 'safeguarding.lifecycle.v1' }, ['unlisted']],
    ['a listed name in another casing', { ReferralId: CANARY, REFERRALID: CANARY, referral_id: CANARY }, ['unlisted', 'unlisted', 'unlisted']],
    ['an object under a listed name', { outcome: { child: CANARY } }, ['outcome']],
    ['a list under a listed name', { outcome: [CANARY] }, ['outcome']],
    ['JSON in a string', { outcome: JSON.stringify({ name: CANARY }) }, ['outcome']],
    ['prose under a listed name', { outcome: CANARY }, ['outcome']],
    ['a code and a value behind it', { outcome: 'broker-answered NOT_LEADER' }, ['outcome']],
    ['an e-mail address', { outcome: 'amelia@whitlock.example' }, ['outcome']],
    ['an NHS number', { outcome: '4857773456' }, ['outcome']],
    ['text that is not an id', { referralId: CANARY }, ['referralId']],
    ['a name for a number', { count: CANARY }, ['count']],
    ['members that pino would treat specially', { err: new Error(CANARY), msg: CANARY, req: { url: CANARY } }, ['unlisted', 'unlisted', 'unlisted']],
    ['an inherited name', { constructor: CANARY, toString: CANARY }, ['unlisted', 'unlisted']],
    ['__proto__', JSON.parse(`{"__proto__":{"code":"${CANARY}"}}`) as object, ['unlisted']],
    ['an object with a toJSON', { outcome: { toJSON: () => CANARY } }, ['outcome']],
  ])('refuses %s, and reports it', (_, fields, refused) => {
    const { unchecked, lines, last } = recording();
    unchecked.info('referral.accepted', fields);
    expect(lines.join('')).not.toMatch(/Amelia|Whitlock|amelia|4857773456/);
    expect(last()).toMatchObject({ event: 'referral.accepted', refused });
  });

  it('refuses a query string in a route', () => {
    const { unchecked, lines, last } = recording();
    unchecked.info('http.answered', { method: 'GET', route: '/v1/referrals?name=Amelia%20Whitlock', status: 200, ms: 1 });
    expect(lines.join('')).not.toContain('Amelia');
    expect(last()['refused']).toEqual(['route']);
  });

  it('holds no text of another form, in any field of any event', () => {
    const events = Object.entries(LOG_EVENTS).map(([event, { level }]) => ({ event, level }));
    const names = [...Object.keys(FIELD_CHECKS), 'nested', 'Code'];
    fc.assert(
      fc.property(fc.constantFrom(...events), fc.constantFrom(...names), fc.string(), ({ event, level }, name, noise) => {
        const { unchecked, lines } = recording();
        unchecked[level](event, { [name]: `Amelia ${noise}` }, Object.assign(new Error(`Amelia ${noise}`), { detail: `Amelia ${noise}` }));
        unchecked.info(`Amelia ${noise}`, {});
        expect(lines).toHaveLength(2);
        expect(lines.join('')).not.toContain('Amelia');
      }),
    );
  });

  it('names an event that is not on the list "unnamed", without its fields', () => {
    const { unchecked, last } = recording();
    unchecked.info('referral.sent-to-amelia', { count: 1 });
    expect(last()).toMatchObject({ event: 'unnamed', refused: ['unlisted'] });
    expect(last()).not.toHaveProperty('count');
  });

  it('carries the correlation id of its request', async () => {
    const { logger, last } = recording();
    await withCorrelation(REFERRAL, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      logger.info('referral.accepted', ACCEPTED);
    });
    expect(last()['correlationId']).toBe(REFERRAL);
    logger.info('app.consuming', { count: 1 });
    expect(last()).not.toHaveProperty('correlationId');
  });

  it('is not written below the configured level', () => {
    const { logger, lines } = recording('warn');
    logger.info('referral.accepted', ACCEPTED);
    expect(lines).toEqual([]);
  });
});

describe('an error in the log', () => {
  it('keeps class, code, cause and positions, and drops every message', () => {
    const refused = Object.assign(new Error(`connect ECONNREFUSED for ${CANARY}`), { code: 'ECONNREFUSED' });
    class QueryFailedError extends Error {}
    const error = Object.assign(new QueryFailedError(`Key (name)=(${CANARY}) already exists`, { cause: refused }), { code: '23505' });
    const summary = summariseError(error);
    expect(summary).toMatchObject({ errorName: 'QueryFailedError', errorCode: '23505', causes: ['Error ECONNREFUSED'] });
    expect(summary.frames?.[0]).toMatch(/libs\/observability\/src\/logs\/logger\.spec\.[jt]s:\d+:\d+$/);
    expect(JSON.stringify(summary)).not.toContain('Amelia');
  });

  it.each([
    ['its own code', Object.assign(new Error(CANARY, { cause: coded('ECONNREFUSED') }), { code: '23505' }), '23505'],
    ['the code of its cause', new Error(CANARY, { cause: new Error(CANARY, { cause: coded('57P01') }) }), '57P01'],
    ['the code of the first address that was tried', new AggregateError([coded('EHOSTUNREACH'), coded('ETIMEDOUT')]), 'EHOSTUNREACH'],
    ['unexpected-error for an error without a code', new TypeError(CANARY), 'unexpected-error'],
    ['unexpected-error for an error with an invalid code', Object.assign(new Error('x'), { code: CANARY }), 'unexpected-error'],
    ['unexpected-error for a value that is not an error', CANARY, 'unexpected-error'],
  ])('gives as its cause %s', (_, thrown, code) => {
    expect(causeCode(thrown)).toBe(code);
  });

  it('does not take a message for a frame', () => {
    const forged = new Error('refused\n    at Amelia (/srv/dist/Amelia/Whitlock.js:1:1)\n    at dist/Amelia.js:1:1');
    expect(JSON.stringify(summariseError(forged))).not.toContain('Amelia');
  });

  it.each([
    ['text', CANARY],
    ['an object', { name: CANARY, message: CANARY, code: CANARY }],
    ['an error whose name and code are free text', Object.assign(new Error('x'), { name: CANARY, code: CANARY })],
    ['an error whose stack is free text', Object.assign(new Error('x'), { stack: `    at ${CANARY} (dist/${CANARY}.js:1:1)` })],
  ])('survives %s being thrown', (_, thrown) => {
    const { logger, lines } = recording();
    logger.warn('scan.failed', { code: causeCode(thrown) }, thrown);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/Amelia|Whitlock/);
  });
});

describe("Nest's own log lines", () => {
  it('lose their text, because it can quote a value, and keep their origin', () => {
    const { logger, lines, last } = recording();
    const nest = new NestLogger(logger);
    nest.error(new Error(CANARY), `Error: ${CANARY}\n at x`, 'ExceptionsHandler');
    expect(last()).toMatchObject({ event: 'nest.error', context: 'ExceptionsHandler', errorName: 'Error' });
    nest.log(CANARY, CANARY);
    nest.warn({ child: CANARY }, CANARY);
    nest.fatal(CANARY);
    nest.verbose(CANARY);
    nest.debug(CANARY, 'RouterExplorer');
    expect(lines).toHaveLength(6);
    expect(lines.join('')).not.toMatch(/Amelia|Whitlock/);
  });
});

function coded(code: string): Error {
  return Object.assign(new Error(CANARY), { code });
}
