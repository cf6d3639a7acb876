import { describe, expect, it } from '@jest/globals';
import type { LogEntry } from 'kafkajs';

import { Logger } from '#libs/observability';

import { logLevel } from './kafkajs.js';
import { filteredLogCreator } from './log-filter.js';

const SECRET = 'Ava Example, 4 Mill Lane';

function forward(entries: readonly Partial<LogEntry['log']>[], level = logLevel.ERROR, clock = () => 0): unknown[] {
  const lines: unknown[] = [];
  const logger = Logger.to({ app: 'agency-node', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
  for (const entry of entries) {
    const log = { timestamp: '', message: '', ...entry };
    filteredLogCreator(logger, clock)(logLevel.WARN)({ namespace: 'Connection', level, label: 'ERROR', log });
  }
  return lines;
}

describe('what kafkajs logs', () => {
  it('becomes an event of ours, with allow-listed fields only', () => {
    const line = { message: `Connection error: ${SECRET}`, broker: '127.0.0.1:9092', stack: SECRET, error: { message: SECRET }, payload: SECRET };
    expect(forward([line])).toEqual([
      {
        level: 'warn', time: expect.any(String), pid: process.pid, app: 'agency-node',
        event: 'kafka.connection-failed', component: 'kafkajs.Connection', broker: '127.0.0.1:9092',
      },
    ]);
  });

  it.each([
    `Invalid message without value for topic "referral": ${SECRET}`,
    'Error when calling eachBatch',
    'Response JoinGroup(key: 11, version: 5)',
    'The coordinator is loading and hence can\'t process requests for this group',
    SECRET,
  ])('is dropped when it is none of the known lines: %s', (message) => {
    expect(forward([{ message, error: SECRET, stack: SECRET }])).toEqual([]);
  });

  it('never carries a field that is not a plain value', () => {
    expect(JSON.stringify(forward([{ message: 'Connection error: x', topic: { name: SECRET } }]))).not.toContain(SECRET);
  });

  it('is not repeated during an outage, even by other clients of the same logger', () => {
    let now = 0;
    const outage = [{ message: 'Connection error: a' }, { message: 'Connection error: b' }, { message: 'Connection timeout' }];
    expect(forward(outage, logLevel.ERROR, () => now)).toHaveLength(2);
    expect(forward([{ message: 'Connection error: a' }, { message: 'Connection error: a' }], logLevel.ERROR, () => (now += 40_000))).toHaveLength(2);
  });

  it('leaves out what is below a warning', () => {
    expect(forward([{ message: 'Connection error: x' }], logLevel.INFO)).toEqual([]);
  });
});
