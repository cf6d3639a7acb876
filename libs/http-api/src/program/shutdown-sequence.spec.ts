import { describe, expect, it } from '@jest/globals';

import { Logger } from '#libs/observability';

import { explainStartFailure } from './start-failure.js';
import { ShutdownSequence } from './shutdown-sequence.js';
import { CannotListen, StartupError } from './startup-error.js';

const logger = Logger.to({ app: 'fixture-app', destination: { write: () => {} } });

describe('letting go', () => {
  it('goes by stage, in any order of registration, and once', async () => {
    const order: string[] = [];
    const shutdown = new ShutdownSequence(logger);
    for (const stage of ['database', 'relay', 'http', 'producer', 'consumers'] as const) {
      shutdown.add(stage, stage, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        order.push(stage);
      });
    }
    expect(await Promise.all([shutdown.run(), shutdown.run()])).toEqual([true, true]);
    expect(order).toEqual(['http', 'consumers', 'relay', 'producer', 'database']);
  });

  it('goes on after a part that fails, and reports that it was not clean', async () => {
    let closed = false;
    const shutdown = new ShutdownSequence(logger);
    shutdown.add('producer', 'kafka', () => Promise.reject(new Error('broker away')));
    shutdown.add('database', 'database', () => {
      closed = true;
    });
    expect(await shutdown.run()).toBe(false);
    expect(closed).toBe(true);
  });
});

describe('a server that does not come up', () => {
  const at = { host: '127.0.0.1', port: 4100 };

  it.each([
    ['a taken port', new CannotListen(coded('EADDRINUSE')), 3, '127.0.0.1:4100 is in use already'],
    ['a port it may not have', new CannotListen(coded('EACCES')), 3, 'Set PORT to 1024 or higher'],
    ['an address it has not', new CannotListen(coded('EADDRNOTAVAIL')), 3, 'Set HOST'],
    ['what it was given', new StartupError('the partnership is not usable.'), 2, 'the partnership is not usable'],
    ['its database', coded('ECONNREFUSED'), 1, 'Error ECONNREFUSED'],
    ['anything else', 'Amelia', 1, 'thrown-string'],
  ])('names %s, and no more', (_, error, exitCode, sentence) => {
    const failure = explainStartFailure(error, 'agency-node', at);
    expect(failure.exitCode).toBe(exitCode);
    expect(failure.sentence).toContain(sentence);
    expect(failure.sentence).not.toContain('Amelia');
  });
});

function coded(code: string): Error {
  return Object.assign(new Error('secret of Amelia'), { code });
}
