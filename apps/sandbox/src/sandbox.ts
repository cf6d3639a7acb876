import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { agencyTopicsOf, describeProblem, readPartnership, type Partnership } from '#libs/agreements';
import type { SandboxSettings } from '#libs/config';
import { Topics } from '#libs/contracts';
import { failure, success, type Outcome } from '#libs/kernel';
import { lockDataFolder, requireDiskSpace, requireFreePorts, type LocalServiceProblem, type PortNeed } from '#libs/local-services';
import { KafkaTopicAdmin } from '#libs/messaging';

import type { SandboxConsole } from './console.js';
import { describeSandbox } from './describe.js';
import type { SandboxOptions } from './options.js';
import { planSandbox, PORTS, type SandboxPlan } from './plan.js';
import { migrate, SupervisedApp } from './processes.js';
import { repositoryFile } from './repository.js';
import { removeSandboxFile, writeSandboxFile, type SandboxFile } from './sandbox-file.js';
import { sandboxSecrets, type SandboxSecrets } from './secrets.js';
import type { Services } from './services/services.js';
import { startServices } from './services/start-services.js';

type Step<Value = void> = Promise<Outcome<Value, LocalServiceProblem>>;
type Undo = () => Promise<void> | void;

const PARTNERSHIP_FILE = repositoryFile('infra', 'partnership', 'northshire', 'partnership.yaml');

/** A whole partnership on one machine. Whatever was started is stopped again, in reverse order, wherever the start ends. */
export class Sandbox {
  private readonly undo: Undo[] = [];
  private readonly giveUp = new AbortController();
  private readonly dataDir: string;
  private readonly logDir: string;
  private readonly startedAt = new Date().toISOString();
  private stopping: Promise<void> | undefined;
  private file: (() => void) | undefined;
  private ready = false;

  constructor(
    private readonly options: SandboxOptions,
    private readonly settings: SandboxSettings,
    private readonly terminal: SandboxConsole,
    /** A server without which nothing works has gone. */
    private readonly onLost: (name: string) => void,
  ) {
    this.dataDir = resolve(options.data);
    this.logDir = join(this.dataDir, 'logs');
  }

  /** Brings everything up. On failure everything is already stopped again. */
  async start(): Step<SandboxFile> {
    const started = await this.startAll();
    if (!started.ok) await this.stop();
    return started;
  }

  /** Safe at any time, also half-way through a start, and more than once. */
  async stop(): Promise<void> {
    this.giveUp.abort();
    this.stopping ??= (async () => {
      for (const undo of this.undo.toReversed()) await undo();
    })();
    await this.stopping;
  }

  private async startAll(): Step<SandboxFile> {
    const lock = lockDataFolder(this.dataDir, 'sandbox');
    if (!lock.ok) return lock;
    this.undo.push(() => lock.value.release());
    mkdirSync(this.logDir, { recursive: true });
    const partnership = await demoPartnership();
    if (!partnership.ok) return partnership;
    const room = requireDiskSpace(this.dataDir);
    if (!room.ok) return room;
    const ports = await requireFreePorts(this.portsNeeded(partnership.value), 'Stop that program, or choose others with --port-base.');
    if (!ports.ok) return ports;
    const secrets = sandboxSecrets(this.dataDir);
    const services = await this.startServers(secrets);
    if (!services.ok) return services;
    const plan = planSandbox(partnership.value, PARTNERSHIP_FILE, this.options.portBase, services.value.endpoints, secrets);
    const prepared = await this.prepare(plan, partnership.value, services.value);
    if (!prepared.ok) return prepared;
    return this.startApps(plan, partnership.value, services.value);
  }

  private portsNeeded({ agencies }: Partnership): PortNeed[] {
    const base = this.options.portBase;
    const local = (offset: number, neededBy: string, given: unknown): PortNeed[] => (given === undefined ? [{ port: base + offset, neededBy }] : []);
    return [
      { port: base + PORTS.publisher, neededBy: 'referral-publisher' },
      { port: base + PORTS.portal, neededBy: 'audit-portal' },
      { port: base + PORTS.recorder, neededBy: 'audit-recorder' },
      ...agencies.map(({ id }, index) => ({ port: base + PORTS.firstAgency + index, neededBy: `agency-node ${id}` })),
      ...local(PORTS.postgres, 'PostgreSQL', this.settings.databaseUrl),
      ...Array.from({ length: 2 * this.options.brokers }, (_, index) => local(PORTS.kafka + index, 'Kafka', this.settings.kafkaBrokers)).flat(),
    ];
  }

  private async startServers({ postgresPassword }: SandboxSecrets): Step<Services> {
    const services = await startServices(
      {
        dataDir: this.dataDir,
        portBase: this.options.portBase,
        brokers: this.options.brokers,
        postgresPassword,
        progress: (line) => this.terminal.progress(line),
        signal: this.giveUp.signal,
        onLost: this.onLost,
      },
      this.settings,
    );
    if (services.ok) this.undo.push(() => services.value.stop());
    return services;
  }

  /** Schemas and topics exist before any app starts: nothing is made on the fly. */
  private async prepare(plan: SandboxPlan, partnership: Partnership, { endpoints }: Services): Step {
    this.terminal.progress('Preparing databases and topics');
    const [databases, topics] = await Promise.all([this.migrateAll(plan), this.ensureTopics(plan, partnership, endpoints.brokers)]);
    return databases.ok ? topics : databases;
  }

  private async migrateAll(plan: SandboxPlan): Step {
    const owners = plan.apps.filter(({ migration }) => migration !== undefined);
    const outcomes = await Promise.all(owners.map((app) => migrate(app, this.logDir, this.giveUp.signal)));
    return outcomes.find(({ ok }) => !ok) ?? success(undefined);
  }

  private async ensureTopics({ topicPrefix }: SandboxPlan, partnership: Partnership, brokers: readonly string[]): Step {
    const admin = new KafkaTopicAdmin({ brokers, clientId: 'sandbox', deadlineMs: 60_000 });
    try {
      const topics = new Topics(topicPrefix).catalogue(agencyTopicsOf(partnership));
      await admin.ensureTopics(topics, { replicationFactor: this.options.brokers });
      return success(undefined);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      return failure({ code: 'NOT_READY', message: `The topics could not be made in Kafka: ${reason}.`, remedy: 'Check that Kafka runs and may be reached.' });
    } finally {
      await admin.close();
    }
  }

  private async startApps(plan: SandboxPlan, partnership: Partnership, services: Services): Step<SandboxFile> {
    this.terminal.progress(`Starting ${plan.apps.length} apps`);
    const apps = plan.apps.map((app) => new SupervisedApp(app, this.logDir, (line) => this.terminal.progress(line), () => this.file?.()));
    this.undo.push(async () => {
      await Promise.all(apps.map((app) => app.stop()));
    });
    const content = (): SandboxFile =>
      describeSandbox({
        dataDir: this.dataDir, logDir: this.logDir, portBase: this.options.portBase, startedAt: this.startedAt,
        partnershipFile: PARTNERSHIP_FILE, ready: this.ready, partnership, plan, services, apps,
      });
    this.undo.push(() => {
      this.file = undefined;
      removeSandboxFile(this.dataDir);
    });
    this.file = () => writeSandboxFile(this.dataDir, content());
    const outcomes = await Promise.all(apps.map(async (app) => {
      const started = await app.start();
      return started.ok ? app.untilReady(this.giveUp.signal) : started;
    }));
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed !== undefined && !failed.ok) return failed;
    this.ready = true;
    this.file?.();
    return success(content());
  }
}

async function demoPartnership(): Step<Partnership> {
  const partnership = await readPartnership(PARTNERSHIP_FILE);
  if (partnership.ok) return partnership;
  return failure({ code: 'START_FAILED', message: partnership.error.map((problem) => describeProblem(problem)).join('\n'), remedy: 'Mend the partnership files.' });
}
