// The entry loads nothing before it knows that Node is new enough and that Ctrl-C will be heard: the rest of the program
// takes half a second to load, in which a signal would otherwise end it with a code of its own.
import { tooOldNode } from './node-version.js';

const giveUp = new AbortController();
let stopRequests = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // npm hands a terminal's Ctrl-C on, so it arrives twice: the first one counts, and stopping is never cut short.
    stopRequests += 1;
    if (stopRequests === 1) giveUp.abort();
  });
}
// A terminal that was closed, or `npm start | head`: what is said is lost, what runs is not.
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
