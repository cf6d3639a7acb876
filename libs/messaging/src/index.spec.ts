import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { describe, expect, it } from '@jest/globals';

describe('the library', () => {
  // Jest finds every name of a CommonJS module, but Node finds only some. An import of kafkajs by name would pass all
  // other tests and then end every app at its start.
  it('can be imported by Node itself', async () => {
    const index = new URL('index.js', import.meta.url).href;
    const script = `const lib = await import(${JSON.stringify(index)}); console.log(typeof lib.KafkaPublisher);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    expect(stdout.trim()).toBe('function');
  });
});
