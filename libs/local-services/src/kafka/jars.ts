import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { success, type Outcome } from '#libs/kernel';
import { problem, stoppedWhileStarting, type LocalServiceProblem, type Progress } from '../problem.js';
import { tryLock } from '../process/lock-file.js';
import { ManagedProcess } from '../process/managed-process.js';
import { repositoryFile } from '../repository.js';
import { findJava, type Java } from './java.js';
import { isComplete, jarsFolder, writeManifest } from './manifest.js';

/** The version of Kafka in infra/kafka/pom.xml. */
export const KAFKA_VERSION = '4.3.1';

const OWN_KAFKA = 'set KAFKA_BROKERS to a Kafka of your own';
// The plugin's full name, because with the short name Maven hides the reason when the network is down. The pom has the
// version.
const COPY_JARS = 'org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies';
const MAVEN_TIMEOUT_MS = 15 * 60_000;

interface EnsureKafkaOptions {
  /** Survives checkouts, which share it. The caller chooses it (XDG_CACHE_HOME, ~/.cache). */
  readonly cacheDir: string;
  /** The folder of Java; by default the Java on PATH. */
  readonly javaHome?: string;
  readonly onProgress?: Progress;
  /** Aborting it stops the download. The outcome is STOPPED, and no partial download is left. */
  readonly signal?: AbortSignal;
}

export interface KafkaInstallation {
  readonly java: Java;
  readonly jarsDir: string;
}

/**
 * Finds Java, and puts Kafka's jars into the cache. The jars are downloaded once, into a neighbouring folder that is
 * moved into place when it is complete. Of several processes at once, one downloads and the others wait.
 */
export async function ensureKafka(options: EnsureKafkaOptions): Promise<Outcome<KafkaInstallation, LocalServiceProblem>> {
  const java = await findJava(options.javaHome);
  if (!java.ok) return java;
  const folder = join(options.cacheDir, `kafka-${KAFKA_VERSION}`);
  const installed = success({ java: java.value, jarsDir: jarsFolder(folder) });
  if (isComplete(folder, KAFKA_VERSION)) return installed;

  try {
    mkdirSync(options.cacheDir, { recursive: true });
    const lock = await waitForLock(`${folder}.lock`, options);
    if (lock === undefined) return stoppedWhileStarting('Kafka');
    try {
      if (isComplete(folder, KAFKA_VERSION)) return installed;
      const fetched = await fetchInto(folder, options);
      return fetched.ok ? installed : fetched;
    } finally {
      lock.release();
    }
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    return problem(
      'FOLDER_NOT_WRITABLE',
      `Kafka cannot be kept in the cache ${options.cacheDir} (${reason}).`,
      'Make that folder writable, or set XDG_CACHE_HOME to one that is.',
    );
  }
}

async function waitForLock(file: string, options: EnsureKafkaOptions): Promise<{ release(): void } | undefined> {
  for (let reported = false; ; reported = true) {
    if (options.signal?.aborted === true) return undefined;
    const attempt = tryLock(file);
    if (attempt.held) return attempt;
    if (!reported) options.onProgress?.(`Waiting for process ${attempt.pid}, which is fetching Kafka`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function fetchInto(folder: string, options: EnsureKafkaOptions): Promise<Outcome<void, LocalServiceProblem>> {
  removeHalfDownloads(options.cacheDir);
  const draft = mkdtempSync(`${folder}.partial-`);
  try {
    const started = Date.now();
    options.onProgress?.(`Fetching Kafka ${KAFKA_VERSION} with Maven (44 MB, once)`);
    const downloaded = await runMaven(draft, options);
    if (!downloaded.ok) return downloaded;
    const { jars } = writeManifest(draft, KAFKA_VERSION);
    if (!jars.some(({ name }) => name === `kafka_2.13-${KAFKA_VERSION}.jar`)) {
      return problem('KAFKA_DOWNLOAD_FAILED', 'Maven ended well but brought no Kafka.', `Try again, or ${OWN_KAFKA}.`);
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
    options.onProgress?.(`Kafka ${KAFKA_VERSION} fetched: ${jars.length} jars in ${Math.round((Date.now() - started) / 1000)} s`);
    return success(undefined);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/**
 * Removes partial downloads. Only the holder of the lock downloads, so any other partial folder belongs to a process
 * that died.
 */
function removeHalfDownloads(cacheDir: string): void {
  for (const name of readdirSync(cacheDir)) {
    if (name.startsWith(`kafka-${KAFKA_VERSION}.partial-`)) rmSync(join(cacheDir, name), { recursive: true, force: true });
  }
}

async function runMaven(draft: string, options: EnsureKafkaOptions): Promise<Outcome<void, LocalServiceProblem>> {
  const pom = repositoryFile('infra', 'kafka', 'pom.xml');
  const target = jarsFolder(draft);
  const maven = ['mvn', '-q', '-B', '-f', pom, COPY_JARS, `-DoutputDirectory=${target}`, '-DincludeScope=runtime'];
  const started = await ManagedProcess.start({
    name: 'Maven',
    // Maven needs the person's own environment (proxies, settings). `env` adds to it, so this code does not have to read it.
    command: 'env',
    args: options.javaHome === undefined ? maven : [`JAVA_HOME=${options.javaHome}`, ...maven],
    environment: 'inherited',
    logFile: join(draft, 'maven.log'),
  });
  if (!started.ok) return started;
  const child = started.value;
  const heartbeat = setInterval(() => options.onProgress?.('Still fetching Kafka'), 15_000);
  try {
    const ended = await child.waitUntilEnded({ timeoutMs: MAVEN_TIMEOUT_MS, signal: options.signal });
    if (!ended.ok) return ended;
    if (ended.value.code === 127) return mavenMissing();
    return ended.value.code === 0 && existsSync(target) ? success(undefined) : mavenFailed(child.lines().join('\n'));
  } finally {
    clearInterval(heartbeat);
  }
}

function mavenMissing(): { readonly ok: false; readonly error: LocalServiceProblem } {
  return problem(
    'MAVEN_MISSING',
    'Kafka is fetched with Maven the first time, and no mvn was found on PATH.',
    `Install Maven (Debian: apt-get install maven), or ${OWN_KAFKA}.`,
  );
}

function mavenFailed(output: string): { readonly ok: false; readonly error: LocalServiceProblem } {
  return problem(
    'KAFKA_DOWNLOAD_FAILED',
    `Maven could not fetch Kafka: ${reasonOf(output)}.`,
    `Check the network and Maven's settings and try again, or ${OWN_KAFKA}.`,
  );
}

const KNOWN_REASONS = [
  [/Unknown host|UnknownHostException|Name or service not known|Temporary failure in name resolution/i, 'the repository cannot be reached (no network?)'],
  [/Connection refused|Connect to .* failed|timed out|Network is unreachable/i, 'the repository does not answer'],
  [/No space left/i, 'the disk is full'],
] as const;

/** The part of Maven's output that a person can act on. */
export function reasonOf(output: string): string {
  const known = KNOWN_REASONS.find(([pattern]) => pattern.test(output));
  if (known !== undefined) return known[1];
  const line = /\[ERROR\] +(\S.*)/.exec(output)?.[1];
  return line === undefined ? 'it gave no reason' : line.trim().slice(0, 300).replace(/\.$/, '');
}
