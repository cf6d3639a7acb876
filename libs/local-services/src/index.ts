export { lockDataFolder } from './data-folder-lock.js';
export { freeDiskBytes, requireDiskSpace } from './disk.js';
export { kafkaAuthorityFile, kafkaIdentityFile, type KafkaPrincipals } from './kafka/certificates.js';
export { ensureKafka, KAFKA_VERSION, type KafkaInstallation } from './kafka/jars.js';
export { KafkaNode } from './kafka/node.js';
export { startKafka, type LocalKafka } from './kafka/start-kafka.js';
export type { KafkaNodePorts } from './kafka/server-properties.js';
export { freePort, freePorts, portInUse, requireFreePorts, type PortNeed } from './ports.js';
export { startPostgres, type LocalPostgres } from './postgres/start-postgres.js';
export type { LocalServiceProblem, Progress } from './problem.js';
export { appProgram, readManifest, repositoryFile, repositoryRoot } from './repository.js';
export { keepFolder, removeFolderOnDeath } from './process/guard.js';
export { isSameProcess, processIdentity } from './process/identity.js';
export { ManagedProcess, type ProcessExit } from './process/managed-process.js';
export { DEMO_IDENTITY_GRANT, DemoTokens, NoDemoToken, type DemoPerson } from './sandbox/demo-tokens.js';
export {
  DEMO_ROLES, removeSandboxFile, STAFF_REFERENCE, writeSandboxFile, type DemoIdentity, type DemoRole, type SandboxControl, type SandboxDescription, type SandboxFile,
  type SandboxIdentity,
} from './sandbox/sandbox-file.js';
export {
  CONTROL_TOKEN_HEADER, type ControlRefusal, type PartOrder, type PartState, type SandboxPart, type SandboxParts,
} from './sandbox/control-protocol.js';
export { findSandbox, type FoundSandbox, type SandboxSearchResult } from './sandbox/find-sandbox.js';
