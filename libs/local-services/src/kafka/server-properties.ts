import { kafkaAuthorityFile, kafkaIdentityFile, type KafkaPrincipals } from './certificates.js';

export interface KafkaNodePorts {
  /** Port for clients. */
  readonly port: number;
  /** Port on which the nodes agree on metadata. No client uses it. */
  readonly controllerPort: number;
}

/**
 * The configuration of one node. Every node is broker and controller. With three nodes, a message is acknowledged once
 * two nodes have it, so one node may fail. With one node, everything depends on that node.
 *
 * @param principals the clients that prove themselves by certificates. Without them every client that reaches a port is let in.
 */
export function serverProperties(
  id: number,
  nodes: readonly KafkaNodePorts[],
  logDir: string,
  overrides: Readonly<Record<string, string>> = {},
  principals?: KafkaPrincipals,
): string {
  const own = nodes[id - 1];
  if (own === undefined) throw new RangeError(`There is no node ${id} among ${nodes.length}.`);
  const replication = Math.min(nodes.length, 3);
  const inSync = replication === 1 ? 1 : replication - 1;
  const values: Readonly<Record<string, string | number | boolean>> = {
    'process.roles': 'broker,controller',
    'node.id': id,
    'controller.quorum.voters': nodes.map(({ controllerPort }, index) => `${index + 1}@127.0.0.1:${controllerPort}`).join(','),
    listeners: `BROKER://127.0.0.1:${own.port},CONTROLLER://127.0.0.1:${own.controllerPort}`,
    'advertised.listeners': `BROKER://127.0.0.1:${own.port}`,
    ...(principals === undefined ? { 'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT' } : protection(principals)),
    'inter.broker.listener.name': 'BROKER',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': logDir,

    // A topic created by a typing mistake would take messages that no consumer reads.
    'auto.create.topics.enable': false,
    // A broker that was behind must never become leader, because acknowledged messages would be lost.
    'unclean.leader.election.enable': false,
    'default.replication.factor': replication,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replication,
    'transaction.state.log.replication.factor': replication,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.replication.factor': replication,
    'share.coordinator.state.topic.min.isr': inSync,

    // Kafka's defaults are for big machines: 50 partitions of bookkeeping each, and 128 MB for the log cleaner alone.
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.num.partitions': 4,
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'num.recovery.threads.per.data.dir': 2,
    // Otherwise every first consumer of a group waits 3 s for other members.
    'group.initial.rebalance.delay.ms': 0,
    // A broker killed by force may come back only after its old session has expired: 9 s by default. With one node the
    // wait is useless, because no other node can take over meanwhile.
    ...(nodes.length === 1 ? { 'broker.session.timeout.ms': 3_000, 'broker.heartbeat.interval.ms': 500 } : {}),
    ...overrides,
  };
  return `${Object.entries(values).map(([name, value]) => `${name}=${value}`).join('\n')}\n`;
}

/**
 * Every connection is by TLS and with certificates on both ends, also those between the nodes. A client has the name of its certificate, and may
 * do only what a rule for that name allows. The names of the files are relative, because a path can have characters that Java reads otherwise here.
 */
function protection({ broker, administrator }: KafkaPrincipals): Readonly<Record<string, string | boolean>> {
  return {
    'listener.security.protocol.map': 'BROKER:SSL,CONTROLLER:SSL',
    'ssl.client.auth': 'required',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': kafkaIdentityFile('', broker),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': kafkaAuthorityFile(''),
    'ssl.principal.mapping.rules': 'RULE:^CN=(.*?)$/$1/,DEFAULT',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': false,
    'super.users': `User:${broker};User:${administrator}`,
  };
}
