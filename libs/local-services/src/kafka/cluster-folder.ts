import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { success, type Outcome } from '#libs/kernel';
import { problem, type LocalServiceProblem } from '../problem.js';
import { repositoryFile } from '../repository.js';
import { KAFKA_VERSION } from './jars.js';

/**
 * The content of kafka.json in the data folder. It is our own description of the folder and leaves Kafka's files
 * unchanged.
 */
interface ClusterDescription {
  readonly clusterId: string;
  /** The newest version of Kafka that has written to the folder. */
  readonly kafka: string;
  readonly nodes: number;
}

const DESCRIPTION = 'kafka.json';

/**
 * Names relative to the data folder, where the broker runs. An absolute path could contain a comma, which separates
 * Kafka's lists.
 */
export const nodeFolder = (id: number): string => `node-${id}`;
export const propertiesFile = (id: number): string => `node-${id}.properties`;
export const LOG4J_FILE = 'log4j2.properties';

/**
 * Finds the cluster of an earlier start, or describes a new one. Refuses a folder that this version of Kafka must not
 * write to.
 */
export function openClusterFolder(dataDir: string, nodes: number): Outcome<ClusterDescription, LocalServiceProblem> {
  for (const folder of ['log', 'tmp']) mkdirSync(join(dataDir, folder), { recursive: true });
  copyFileSync(repositoryFile('infra', 'kafka', LOG4J_FILE), join(dataDir, LOG4J_FILE));
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

/**
 * True when this Kafka can read the data. Kafka reads data of earlier releases of its major version, but not of later
 * ones.
 */
export function readsDataOf(version: string, own = KAFKA_VERSION): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [ownMajor = 0, ownMinor = 0] = own.split('.').map(Number);
  return major === ownMajor && minor <= ownMinor;
}

/** Reads Kafka's own note in a formatted folder. Undefined when the folder is not formatted. */
function readMeta(dataDir: string, id: number): { clusterId: string | undefined; nodeId: string | undefined } | undefined {
  const file = join(dataDir, nodeFolder(id), 'meta.properties');
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  return { clusterId: /^cluster\.id=(.*)$/m.exec(text)?.[1], nodeId: /^node\.id=(.*)$/m.exec(text)?.[1] };
}

export function isFormatted(dataDir: string, id: number): boolean {
  return readMeta(dataDir, id) !== undefined;
}

/**
 * Removes unpacked native libraries that a killed broker leaves here. No other program uses the folder while no broker
 * runs.
 */
export function clearTemporaryFiles(dataDir: string): void {
  rmSync(join(dataDir, 'tmp'), { recursive: true, force: true });
  mkdirSync(join(dataDir, 'tmp'));
}

/** A UUID in Kafka's form: 16 bytes in base64url. Without a leading dash, which Kafka's tools would read as an option. */
function newClusterId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}
