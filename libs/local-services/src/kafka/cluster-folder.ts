import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { success, type Outcome } from '#libs/kernel';
import { problem, type LocalServiceProblem } from '../problem.js';
import { repositoryRoot } from '../repository-root.js';
import { KAFKA_VERSION } from './jars.js';

/** kafka.json in the data folder: what the folder is, in our words; Kafka's own files stay Kafka's. */
export interface ClusterDescription {
  readonly clusterId: string;
  /** The newest Kafka that has written here. */
  readonly kafka: string;
  readonly nodes: number;
}

const DESCRIPTION = 'kafka.json';

/** Names relative to the data folder, where the broker runs: no path of this machine gets into Kafka's comma-separated lists. */
export const nodeFolder = (id: number): string => `node-${id}`;
export const propertiesFile = (id: number): string => `node-${id}.properties`;
export const LOG4J_FILE = 'log4j2.properties';

/** Finds the cluster of an earlier start or describes a new one; refuses what this Kafka must not touch. */
export function openClusterFolder(dataDir: string, nodes: number): Outcome<ClusterDescription, LocalServiceProblem> {
  for (const folder of ['log', 'tmp']) mkdirSync(join(dataDir, folder), { recursive: true });
  copyFileSync(join(repositoryRoot(), 'infra', 'kafka', LOG4J_FILE), join(dataDir, LOG4J_FILE));
  const file = join(dataDir, DESCRIPTION);
  if (!existsSync(file)) {
    if (existsSync(join(dataDir, nodeFolder(1)))) return notOurs(dataDir);
    const description = { clusterId: newClusterId(), kafka: KAFKA_VERSION, nodes };
    describeCluster(dataDir, description);
    return success(description);
  }
  return checkCluster(dataDir, file, nodes);
}

function checkCluster(dataDir: string, file: string, nodes: number): Outcome<ClusterDescription, LocalServiceProblem> {
  const found = readDescription(file);
  if (found === undefined) return notOurs(dataDir);
  if (!readsDataOf(found.kafka)) {
    return problem(
      'DATA_OF_ANOTHER_VERSION',
      `${dataDir} was written by Kafka ${found.kafka}, which this Kafka ${KAFKA_VERSION} cannot read.`,
      'Choose another data folder, or use the version of this project that wrote it.',
    );
  }
  if (found.nodes !== nodes) {
    return problem(
      'DATA_OF_ANOTHER_CLUSTER',
      `${dataDir} belongs to a Kafka cluster of ${found.nodes} node(s), and ${nodes} are to be started.`,
      'Choose another data folder.',
    );
  }
  for (let id = 1; id <= nodes; id += 1) {
    const meta = readMeta(dataDir, id);
    if (meta !== undefined && (meta.clusterId !== found.clusterId || meta.nodeId !== String(id))) return notOurs(dataDir);
  }
  return success(found);
}

function notOurs(dataDir: string): { readonly ok: false; readonly error: LocalServiceProblem } {
  return problem(
    'DATA_OF_ANOTHER_CLUSTER',
    `${dataDir} holds the data of another Kafka cluster.`,
    'Choose another data folder; nothing in this one was changed.',
  );
}

export function describeCluster(dataDir: string, description: ClusterDescription): void {
  writeFileSync(join(dataDir, DESCRIPTION), `${JSON.stringify(description, null, 2)}\n`);
}

function readDescription(file: string): ClusterDescription | undefined {
  try {
    const { clusterId, kafka, nodes } = JSON.parse(readFileSync(file, 'utf8')) as Partial<ClusterDescription>;
    return clusterId === undefined || kafka === undefined || nodes === undefined ? undefined : { clusterId, kafka, nodes };
  } catch {
    return undefined;
  }
}

/** Kafka reads what an earlier release of the same major version wrote, never what a later one did. */
export function readsDataOf(version: string, own = KAFKA_VERSION): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [ownMajor = 0, ownMinor = 0] = own.split('.').map(Number);
  return major === ownMajor && minor <= ownMinor;
}

/** Kafka's own note in a formatted folder. Undefined: not formatted. */
function readMeta(dataDir: string, id: number): { clusterId: string | undefined; nodeId: string | undefined } | undefined {
  const file = join(dataDir, nodeFolder(id), 'meta.properties');
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  return { clusterId: /^cluster\.id=(.*)$/m.exec(text)?.[1], nodeId: /^node\.id=(.*)$/m.exec(text)?.[1] };
}

export function isFormatted(dataDir: string, id: number): boolean {
  return readMeta(dataDir, id) !== undefined;
}

/** A broker killed by force leaves unpacked native libraries here; nothing else uses the folder while none runs. */
export function clearTemporaryFiles(dataDir: string): void {
  rmSync(join(dataDir, 'tmp'), { recursive: true, force: true });
  mkdirSync(join(dataDir, 'tmp'));
}

/** Kafka's form of a UUID: 16 bytes in base64url. A leading dash would be read as an option by its tools. */
function newClusterId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}
