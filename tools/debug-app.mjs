// Runs one more copy of an app beside a running sandbox, under Node's inspector: `npm run debug -- <app> [port] [sandbox.json]`.
// The copy gets the environment that the sandbox gave to its own copy, and shares its database, topics and consumer group.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const USAGE = 'Usage: npm run debug -- <app> [port, 4190 by default] [sandbox file, .data/sandbox.json by default]\n';

function fail(sentence) {
  process.stderr.write(`${sentence}\n${USAGE}`);
  process.exit(2);
}

function readEnvironments(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).environments;
  } catch {
    return fail(`No sandbox runs here, because ${file} cannot be read. Start one with npm start.`);
  }
}

const [app = '', port = '4190', file = '.data/sandbox.json'] = process.argv.slice(2);
const environments = readEnvironments(file);
const environment = environments[app];
if (environment === undefined) fail(`The app is not one of: ${Object.keys(environments).join(', ')}. Quote a name with a space.`);
if (!/^[1-9]\d{0,4}$/.test(port)) fail('The port is not a number from 1 to 65535.');

const main = `dist/apps/${app.split(' ')[0]}/src/main.js`;
const child = spawn(process.execPath, ['--inspect', '--enable-source-maps', main], { stdio: 'inherit', env: { ...environment, PORT: port } });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
