// Compiles the whole monorepo into dist/, and removes compiled files whose source is gone: Jest and Nest run what is
// in dist/, so a deleted test or migration must not live on there. A tree that has not changed since the last successful
// build costs a look at its files; `npm start` builds every time.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const stamp = join(dist, '.build-stamp');
const options = process.argv.slice(2);

/** Files below a folder; the folders of the workspace that may not exist are simply empty. */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function removeOrphans() {
  for (const output of filesBelow(dist)) {
    const source = join(root, relative(dist, output)).replace(/\.js(\.map)?$/, '.ts');
    if (/\.js(\.map)?$/.test(output) && !existsSync(source)) rmSync(output);
  }
}

function fingerprint(sources) {
  const inputs = ['tsconfig.json', 'package.json', 'package-lock.json'].map((name) => join(root, name));
  const hash = createHash('sha256').update(process.version);
  for (const file of [...inputs, ...sources]) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${relative(root, file)} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

const outputOf = (source) => join(dist, relative(root, source).replace(/\.ts$/, '.js'));

function isBuilt(sources, now) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === now && sources.every((file) => existsSync(outputOf(file)));
}

/** The incremental compiler writes no file again that it wrote before, also when somebody has deleted it. */
function forgetDeletedOutputs(sources) {
  const memory = join(dist, '.tsbuildinfo');
  if (!existsSync(memory)) return;
  const compiled = new Set((JSON.parse(readFileSync(memory, 'utf8')).fileNames ?? []).map((name) => join(dist, name)));
  if (sources.some((file) => compiled.has(file) && !existsSync(outputOf(file)))) rmSync(memory);
}

/** A checkout without file modes, as on some shared folders, would leave a command that cannot be run. */
function makeCommandsRunnable() {
  const { bin = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const command of Object.values(bin).map((file) => join(root, file))) if (existsSync(command)) chmodSync(command, 0o755);
}

function requirements() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) return `This is Node ${process.versions.node}, and this project needs 20.19 or later. Install a newer Node (https://nodejs.org).`;
  if (!existsSync(join(root, 'node_modules', 'typescript'))) return 'The dependencies are not installed. Run `npm ci` first.';
  return undefined;
}

const missing = requirements();
if (missing !== undefined) {
  process.stderr.write(`${missing}\n`);
  process.exit(1);
}
removeOrphans();
const sources = ['apps', 'libs', 'test', 'bench', 'faults', 'tools'].flatMap((folder) => filesBelow(join(root, folder))).filter((file) => /(?<!\.d)\.ts$/.test(file));
// Taken before the compiler reads: a file that is saved meanwhile makes the next build a full one.
const now = fingerprint(sources);
if (options.length === 0 && isBuilt(sources, now)) process.exit(0);

forgetDeletedOutputs(sources);
if (!existsSync(join(dist, '.tsbuildinfo'))) process.stdout.write('Compiling (about 20 s the first time)\n');
rmSync(stamp, { force: true });
process.on('exit', (code) => {
  makeCommandsRunnable();
  if (code === 0 && options.length === 0) writeFileSync(stamp, now);
});
// In this process, which the compiler ends with its own exit code: a child would live on when this one is stopped.
process.argv.splice(2, Infinity, '-p', join(root, 'tsconfig.json'), ...options);
await import('typescript/lib/tsc.js');
