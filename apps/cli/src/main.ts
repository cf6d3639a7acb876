#!/usr/bin/env node
import { EXIT_CODES } from './command/exit-codes.js';
import { runExchange } from './run.js';

const abort = new AbortController();
let requests = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    requests += 1;
    // The first signal asks the command to end in order. A second one ends the process at once.
    if (requests > 1) process.exit(EXIT_CODES.interrupted);
    abort.abort();
  });
}

// Output reports a failed write itself. Without a listener Node would end the process with a stack.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

process.exitCode = await runExchange(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  input: process.stdin,
  signal: abort.signal,
  workingDirectory: process.cwd(),
});
