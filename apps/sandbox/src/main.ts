import { loadSettings, sandboxSettings } from '#libs/config';

import { SandboxConsole } from './console.js';
import { loadDemo } from './demo/load-demo.js';
import { parseOptions } from './options.js';
import { Sandbox } from './sandbox.js';
import { welcome } from './welcome.js';

const EXIT_FAILED = 1;
const EXIT_CONFIGURATION = 2;

const options = parseOptions(process.argv.slice(2));
const terminal = new SandboxConsole();
const settings = loadSettings(sandboxSettings);
if (!settings.ok) {
  for (const { message } of settings.error) process.stderr.write(`${message}\n`);
  process.exit(EXIT_CONFIGURATION);
}

let exitCode = 0;
const sandbox = new Sandbox(options, settings.value, terminal, (name) => {
  terminal.problem(`${name} has ended by itself, so the sandbox stops.`, `Look into the logs in ${options.data}, then start again.`);
  void stop(EXIT_FAILED);
});

let stopRequests = 0;
async function stop(code: number): Promise<void> {
  exitCode ||= code;
  await sandbox.stop();
  process.exit(exitCode);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopRequests += 1;
    if (stopRequests === 1) terminal.progress('Stopping (the apps finish what they are doing)');
    void stop(0);
  });
}

const started = await sandbox.start();
if (!started.ok) {
  if (stopRequests > 0) await stop(0);
  terminal.problem(started.error.message, started.error.remedy);
  process.exit(EXIT_FAILED);
}
if (options.demo) {
  const demo = await loadDemo(started.value, (line) => terminal.progress(line));
  if (!demo.ok && stopRequests === 0) terminal.problem(`The demo referrals could not all be made: ${demo.error}.`, 'The exchange itself is usable.');
}
if (stopRequests === 0) {
  terminal.print(welcome(started.value));
  terminal.print(`Ready after ${terminal.seconds()} s. Ctrl-C stops everything.`);
}
