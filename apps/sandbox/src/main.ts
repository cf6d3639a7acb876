// The entry checks the version of Node and listens for Ctrl-C before it loads the rest of the program. That load takes half a
// second, in which a signal would otherwise end the process with a code of its own.
import { tooOldNode } from './node-version.js';

const giveUp = new AbortController();
let stopRequests = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // npm passes a terminal's Ctrl-C on, so the signal arrives twice. The first one counts, and the second must not cut the
    // stopping short.
    stopRequests += 1;
    if (stopRequests === 1) giveUp.abort();
  });
}
// After the terminal has closed (or with `npm start head`) the output is lost, but the sandbox runs on.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

const tooOld = tooOldNode(process.versions.node);
if (tooOld === undefined) {
  const { runSandbox } = await import('./run-sandbox.js');
  process.exitCode = await runSandbox(process.argv.slice(2), giveUp.signal);
} else {
  process.stderr.write(`${tooOld}\n`);
  process.exitCode = 1;
}
process.exit();
