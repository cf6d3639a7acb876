import type { SandboxSettings } from '#libs/config';

import { DockerServers } from './docker.js';
import { externalKafka, externalPostgres } from './external.js';
import { localKafka, localPostgres } from './local.js';
import type { ServerKinds, ServerOutcome, ServerRequest } from './server.js';

/** PostgreSQL and Kafka, each of its chosen kind. They may be started at the same time. */
export class Servers {
  private readonly docker: DockerServers;

  constructor(private readonly request: ServerRequest, private readonly settings: SandboxSettings, private readonly kinds: ServerKinds) {
    this.docker = new DockerServers(request, kinds);
  }

  startPostgres(): Promise<ServerOutcome> {
    const { databaseUrl } = this.settings;
    if (databaseUrl !== undefined) return externalPostgres(databaseUrl);
    return this.kinds.postgres === 'docker' ? this.docker.start('postgres') : localPostgres(this.request);
  }

  startKafka(): Promise<ServerOutcome> {
    const { kafkaBrokers } = this.settings;
    if (kafkaBrokers !== undefined) return externalKafka(kafkaBrokers);
    return this.kinds.kafka === 'docker' ? this.docker.start('kafka') : localKafka(this.request, this.settings);
  }
}
