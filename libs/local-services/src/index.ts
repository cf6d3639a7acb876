export { lockDataFolder, type DataFolderLock } from './data-folder-lock.js';
export { freeDiskBytes, requireDiskSpace } from './disk.js';
export { ensureKafka, KAFKA_VERSION, type EnsureKafkaOptions, type KafkaInstallation } from './kafka/jars.js';
export { KafkaNode } from './kafka/node.js';
export type { KafkaNodePorts } from './kafka/server-properties.js';
export { startKafka, type LocalKafka, type StartKafkaOptions } from './kafka/start-kafka.js';
export { freePort, freePorts, portInUse, requireFreePorts, type PortNeed } from './ports.js';
export { startPostgres, type LocalPostgres, type StartPostgresOptions } from './postgres/start-postgres.js';
export type { LocalServiceCode, LocalServiceProblem, Progress } from './problem.js';
export { keepFolder, removeFolderOnDeath } from './process/guard.js';
export { isSameProcess, processIdentity } from './process/identity.js';
export { ManagedProcess, type ManagedProcessOptions, type ProcessExit, type ReadyOptions } from './process/managed-process.js';
export {
  parseSandboxFile, removeSandboxFile, writeSandboxFile,
  type DemoIdentity, type DemoRole, type SandboxDescription, type SandboxFile, type SandboxIdentity,
} from './sandbox-file.js';
