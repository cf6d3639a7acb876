import { resolve } from 'node:path';
import { success, type Outcome } from '#libs/kernel';
import { folderNotWritable, lockDataFolder } from '../data-folder-lock.js';
import type { LocalServiceProblem, Progress } from '../problem.js';
import type { ProcessExit } from '../process/managed-process.js';
import { ensureCertificates, type KafkaPrincipals } from './certificates.js';
import { clearTemporaryFiles, describeCluster, openClusterFolder } from './cluster-folder.js';
import { KAFKA_VERSION, type KafkaInstallation } from './jars.js';
import { KafkaNode } from './node.js';
import type { KafkaNodePorts } from './server-properties.js';

interface StartKafkaOptions {
  /** Holds the data of all nodes and their logs. It is created when missing. */
  readonly dataDir: string;
  /** One entry per node, one or three, all on 127.0.0.1. The ports may differ from those of the last start. */
  readonly nodes: readonly KafkaNodePorts[];
  /** The value of `ensureKafka`. */
  readonly installation: KafkaInstallation;
  /** Java heap of each node. Default 512 for one node, 384 for several. */
  readonly heapMb?: number;
  /** Broker settings that replace ours, for a test that needs a badly configured broker. */
  readonly overrides?: Readonly<Record<string, string>>;
  /**
   * With them Kafka lets in only clients with a certificate of this folder, and each may do only what a rule allows. The certificates are made here. Without them every
   * client of this machine may do everything, which is for tests.
   */
  readonly principals?: KafkaPrincipals;
  readonly onProgress?: Progress;
  /** Aborting it stops the start: started nodes are stopped, and the outcome is STOPPED. */
  readonly signal?: AbortSignal;
  readonly onExit?: (nodeId: number, exit: ProcessExit) => void;
}

export interface LocalKafka {
  /** host:port of every node. */
  readonly brokers: readonly string[];
  readonly clusterId: string;
  readonly nodes: readonly KafkaNode[];
  /** Pids of the nodes that run now. */
  pids(): number[];
  stop(): Promise<void>;
  /** Kills every node at once. The folder stays locked until `stop()`. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Starts a real Kafka (KRaft) on 127.0.0.1, with the data of an earlier start if there is any. Resolves when Kafka is
 * ready.
 */
export async function startKafka(options: StartKafkaOptions): Promise<Outcome<LocalKafka, LocalServiceProblem>> {
  const dataDir = resolve(options.dataDir);
  const lock = lockDataFolder(dataDir, 'Kafka');
  if (!lock.ok) return lock;
  let started: Outcome<LocalKafka, LocalServiceProblem>;
  try {
    started = await startLocked(dataDir, options, () => lock.value.release());
  } catch (error) {
    started = folderNotWritable(dataDir, error);
  }
  if (!started.ok) lock.value.release();
  return started;
}

async function startLocked(dataDir: string, options: StartKafkaOptions, release: () => void): Promise<Outcome<LocalKafka, LocalServiceProblem>> {
  const cluster = openClusterFolder(dataDir, options.nodes.length);
  if (!cluster.ok) return cluster;
  clearTemporaryFiles(dataDir);
  if (options.principals !== undefined) await ensureCertificates(dataDir, options.principals);
  const { clusterId } = cluster.value;
  const heapMb = options.heapMb ?? (options.nodes.length === 1 ? 512 : 384);
  const nodes = options.nodes.map((_, index) => new KafkaNode({
    id: index + 1,
    dataDir,
    clusterId,
    nodes: options.nodes,
    installation: options.installation,
    heapMb,
    ...(options.overrides === undefined ? {} : { overrides: options.overrides }),
    ...(options.principals === undefined ? {} : { principals: options.principals }),
    ...(options.onExit === undefined ? {} : { onExit: options.onExit }),
  }));
  const stopAll = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  options.onProgress?.(nodes.length === 1 ? 'Starting Kafka' : `Starting Kafka (${nodes.length} nodes)`);
  // Start the nodes together, because no node becomes ready without a majority.
  const outcomes = await Promise.all(nodes.map((node) => node.start(options.signal)));
  const failed = outcomes.find((outcome) => !outcome.ok);
  if (failed !== undefined && !failed.ok) {
    await stopAll();
    return failed;
  }
  if (cluster.value.kafka !== KAFKA_VERSION) describeCluster(dataDir, { ...cluster.value, kafka: KAFKA_VERSION });
  return success({
    brokers: options.nodes.map(({ port }) => `127.0.0.1:${port}`),
    clusterId,
    nodes,
    pids: () => nodes.flatMap((node) => node.pid ?? []),
    kill: async (signal) => {
      await Promise.all(nodes.map((node) => node.kill(signal)));
    },
    stop: async () => {
      await stopAll();
      release();
    },
  });
}
