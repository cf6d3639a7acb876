import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { withCorrelation } from '../correlation.js';
import { summariseError } from './error-summary.js';
import { Logger, type LogLevel } from './logger.js';
import { NestLogger } from './nest-logger.js';

const REFERRAL = '0198c0de-7d10-7000-8000-000000000001';
const CANARY = 'Amelia Whitlock';

function recording(level: LogLevel = 'debug') {
  const lines: string[] = [];
  const logger = Logger.to({ app: 'agency-node', instance: 'northshire-csc', level, destination: { write: (line) => void lines.push(line) } });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('a log line', () => {
  it('says what happened, to which referral, and nothing that is not on the list', () => {
    const { logger, last } = recording();
    logger.info('message.stored', { referralId: REFERRAL, topic: 'safeguarding.referral.v1.northshire-csc', partition: 1, offset: '42', ms: 3.5 });
    const { time, pid, ...line } = last();
    expect(line).toEqual({
      level: 'info',
      app: 'agency-node',
      instance: 'northshire-csc',
      event: 'message.stored',
      referralId: REFERRAL,
      topic: 'safeguarding.referral.v1.northshire-csc',
      partition: 1,
      offset: '42',
      ms: 3.5,
    });
    expect(typeof time).toBe('string');
    expect(pid).toBe(process.pid);
  });

  it.each<[string, object]>([
    ['a field that is not on the list', { childName: CANARY }],
    ['a listed name in another casing', { ReferralId: CANARY, REFERRALID: CANARY, referral_id: CANARY }],
    ['an object under a listed name', { code: { child: CANARY } }],
    ['a list under a listed name', { code: [CANARY] }],
    ['JSON in a string', { code: JSON.stringify({ name: CANARY }) }],
    ['prose under a listed name', { reason: CANARY }],
    ['an e-mail address', { reason: 'amelia@whitlock.example' }],
    ['something that is no id', { referralId: CANARY }],
    ['a name for a number', { count: CANARY }],
    ['members that pino would treat specially', { err: new Error(CANARY), msg: CANARY, req: { url: CANARY } }],
    ['an inherited name', { constructor: CANARY, toString: CANARY }],
    ['__proto__', JSON.parse(`{"__proto__":{"code":"${CANARY}"}}`) as object],
    ['something with a toJSON', { code: { toJSON: () => CANARY } }],
    ['a query string in a route', { route: '/v1/referrals?name=Amelia%20Whitlock' }],
  ])('drops %s, and counts it', (_, fields) => {
    const { logger, lines, last } = recording();
    logger.info('referral.accepted', fields);
    expect(lines.join('')).not.toMatch(/Amelia|Whitlock|amelia/);
    expect(last()['dropped']).toBe(Object.keys(fields).length);
  });

  it('never holds text of any other form, wherever it is put', () => {
    const names = ['code', 'reason', 'topic', 'route', 'agency', 'referralId', 'count', 'host', 'nested', 'Code'];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.string(), (name, noise) => {
        const { logger, lines } = recording();
        logger.error('x', { [name]: `Amelia ${noise}` }, Object.assign(new Error(`Amelia ${noise}`), { detail: `Amelia ${noise}` }));
        logger.with({ [name]: `Amelia ${noise}` }).info('y');
        logger.info(`Amelia ${noise}`);
        expect(lines.join('')).not.toContain('Amelia');
      }),
    );
  });

  it('carries the correlation id of the request it belongs to', async () => {
    const { logger, last } = recording();
    await withCorrelation(REFERRAL, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      logger.info('referral.accepted');
    });
    expect(last()['correlationId']).toBe(REFERRAL);
    logger.info('app.idle');
    expect(last()).not.toHaveProperty('correlationId');
  });

  it('is not written below the level that was asked for', () => {
    const { logger, lines } = recording('warn');
    logger.info('referral.accepted');
    expect(lines).toEqual([]);
  });
});

describe('an error in the log', () => {
  it('keeps class, code, cause and places, and loses every message', () => {
    const refused = Object.assign(new Error(`connect ECONNREFUSED for ${CANARY}`), { code: 'ECONNREFUSED' });
    class QueryFailedError extends Error {}
    const error = Object.assign(new QueryFailedError(`Key (name)=(${CANARY}) already exists`, { cause: refused }), { code: '23505' });
    const summary = summariseError(error);
    expect(summary).toMatchObject({ errorName: 'QueryFailedError', errorCode: '23505', causes: ['Error ECONNREFUSED'] });
    expect(summary.frames?.[0]).toMatch(/libs\/observability\/src\/logs\/logger\.spec\.[jt]s:\d+:\d+$/);
    expect(JSON.stringify(summary)).not.toContain('Amelia');
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
    logger.error('relay.failed', {}, thrown);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/Amelia|Whitlock/);
  });
});

describe("Nest's own messages", () => {
  it('lose their text, for it can quote a value, and keep their origin', () => {
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
