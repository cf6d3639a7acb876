import { setMaxListeners } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { agencyTopicsOf, type Partnership } from '#libs/agreements';
import type { SandboxSettings } from '#libs/config';
import { failure, success, systemClock, type Outcome } from '#libs/kernel';
import { lockDataFolder, removeSandboxFile, requireDiskSpace, writeSandboxFile, type LocalServiceProblem, type SandboxFile } from '#libs/local-services';

import type { SandboxConsole } from './console.js';
import { ControlServer } from './control/control-server.js';
import { Parts, type ControlledPart } from './control/parts.js';
import { demoIdentities, describeSandbox } from './describe.js';
import { migrateAll } from './migrations.js';
import type { SandboxOptions } from './options.js';
import { planSandbox, PORTS, type IssuerFiles, type PlannedApp, type SandboxPlan } from './plan.js';
import { demoPartnership, requirePorts, requirePrograms } from './preflight.js';
import { SupervisedApp } from './processes.js';
import { sandboxSecrets } from './secrets.js';
import { chooseServers, rememberServers } from './services/choose.js';
import { dockerRuns } from './services/docker.js';
import { endpointsOf, type Server, type ServerKinds, type ServerOutcome } from './services/server.js';
import { Servers } from './services/servers.js';
import { ensureTopics } from './topics.js';

type Step<Value = void> = Promise<Outcome<Value, LocalServiceProblem>>;
type Undo = () => Promise<void> | void;

interface Ground {
  readonly plan: SandboxPlan;
  readonly kinds: ServerKinds;
  readonly servers: Servers;
  readonly partnership: Partnership;
}

/** A whole partnership on one machine. `stop` ends everything that `start` began, in reverse order, even if `start` failed half-way. */
export class Sandbox {
  /** Name of a necessary server that has ended by itself. */
  lost: string | undefined;
  private readonly end = new AbortController();
  private readonly undo: Undo[] = [];
  private readonly servers: Server[] = [];
  private readonly dataDir: string;
  private readonly logDir: string;
  private issuer: SupervisedApp | undefined;
  private readonly startedAt = systemClock.now().toISOString();
  private writeFile: () => void = () => undefined;
  private ready = false;

  constructor(
    private readonly options: SandboxOptions,
    private readonly settings: SandboxSettings,
    private readonly handedOn: Readonly<Record<string, string>>,
    private readonly terminal: SandboxConsole,
    giveUp: AbortSignal,
  ) {
    this.dataDir = resolve(options.data);
    this.logDir = join(this.dataDir, 'logs');
    // Every app, request and server listens. Node's warning is about leaks, and these listeners are known.
    setMaxListeners(0, this.end.signal);
    const end = (): void => this.end.abort();
    giveUp.addEventListener('abort', end);
    if (giveUp.aborted) end();
  }

  /** Fires when the sandbox has to stop: the person gave up, a part of the start failed, or a server has ended. */
  get ending(): AbortSignal {
    return this.end.signal;
  }

  /** Starts everything. Call `stop` afterwards, even if it failed. */
  async start(): Step<SandboxFile> {
    const ground = await this.prepareGround();
    if (!ground.ok) return ground;
    const filled = await this.startServers(ground.value);
    if (!filled.ok) return filled;
    return this.startApps(ground.value);
  }

  /**
   * Ends everything that `start` has begun. Call it only after `start` has returned. A failed stop of one part does not prevent the
   * others.
   */
  async stop(): Promise<void> {
    this.end.abort();
    const faults: unknown[] = [];
    for (const undo of this.undo.splice(0).toReversed()) {
      try {
        await undo();
      } catch (error) {
        faults.push(error);
      }
    }
    if (faults.length > 0) throw faults[0];
  }

  /** Finds every fault that can be known before any process runs. */
  private async prepareGround(): Step<Ground> {
    const unclean = existsSync(join(this.dataDir, 'sandbox.lock'));
    const lock = lockDataFolder(this.dataDir, 'sandbox');
    if (!lock.ok) return lock;
    this.undo.push(() => lock.value.release());
    // A sandbox that died left it, and a reader of the file would trust it.
    removeSandboxFile(this.dataDir);
    const room = requireDiskSpace(this.dataDir);
    if (!room.ok) return room;
    const partnership = await demoPartnership(this.options.partnership);
    if (!partnership.ok) return partnership;
    const secrets = sandboxSecrets(this.dataDir);
    if (!secrets.ok) return secrets;
    mkdirSync(this.logDir, { recursive: true });
    const { settings, dataDir, options: { brokers, portBase, partnership: partnershipFile }, ending: signal } = this;
    const kinds = await chooseServers({ settings, dataDir, brokers, dockerRuns: () => dockerRuns(dataDir, signal) });
    if (!kinds.ok) return kinds;
    const request = { dataDir, portBase, brokers, agencies: agencyTopicsOf(partnership.value), secrets: secrets.value, signal };
    const plan = planSandbox(partnership.value, partnershipFile, portBase, endpointsOf(kinds.value, settings, request), secrets.value, this.issuerFiles, this.handedOn);
    const programs = requirePrograms([plan.issuer, ...plan.apps]);
    if (!programs.ok) return programs;
    const ports = await requirePorts({ portBase, brokers, kinds: kinds.value, apps: [plan.issuer, ...plan.apps], leftovers: unclean, signal });
    if (!ports.ok) return ports;
    const progress = (line: string): void => this.terminal.progress(line);
    const servers = new Servers({ ...request, progress, onLost: (name) => this.loose(name) }, settings, kinds.value);
    return success({ plan, kinds: kinds.value, servers, partnership: partnership.value });
  }

  private loose(name: string): void {
    if (this.ending.aborted) return;
    this.lost = name;
    this.end.abort();
  }

  private get issuerFiles(): IssuerFiles {
    return { identities: join(this.dataDir, 'identities.json'), data: join(this.dataDir, 'issuer') };
  }

  /** Starts both servers and the issuer at the same time and prepares each: schemas, topics and keys exist before any app starts. */
  private async startServers({ plan, kinds, servers, partnership }: Ground): Step {
    if (this.ending.aborted) return stopped();
    this.undo.push(async () => {
      await Promise.all(this.servers.map((server) => server.stop()));
    });
    const { dataDir, logDir, ending, options: { brokers } } = this;
    const database = this.startServer(servers.startPostgres(), 'databases', () => migrateAll(plan.apps, dataDir, logDir, kinds.postgres === 'local', ending));
    const kafka = this.startServer(servers.startKafka(), 'topics', () =>
      ensureTopics(plan, agencyTopicsOf(partnership), { replicationFactor: brokers, isOwn: kinds.kafka === 'local' }, ending));
    const filled = worst(await Promise.all([database, kafka, this.startIssuer(plan, partnership)]));
    if (filled.ok) rememberServers(dataDir, kinds);
    return filled;
  }

  private async startServer(starting: Promise<ServerOutcome>, content: string, fill: () => Step): Step {
    const filled = await starting.then((server) => {
      if (!server.ok) return server;
      this.servers.push(server.value);
      this.terminal.progress(`Preparing the ${content}`);
      return fill();
    });
    // If one server fails, the sandbox need not wait for the other.
    if (!filled.ok) this.end.abort();
    return filled;
  }

  private async startIssuer(plan: SandboxPlan, partnership: Partnership): Step {
    const identities = demoIdentities(partnership, () => '').map(({ role, organisation, person }) => ({ role, organisation, person }));
    writeFileSync(this.issuerFiles.identities, `${JSON.stringify({ identities }, null, 2)}\n`);
    const issuer = this.supervise(plan.issuer);
    this.issuer = issuer;
    this.undo.push(() => issuer.stop());
    const started = await issuer.start(this.ending);
    if (!started.ok) this.end.abort();
    return started;
  }

  private supervise(app: PlannedApp): SupervisedApp {
    return new SupervisedApp(app, { logDir: this.logDir, report: (line) => this.terminal.progress(line), onChange: () => this.writeFile() });
  }

  private async startApps({ plan, partnership }: Ground): Step<SandboxFile> {
    if (this.ending.aborted) return stopped();
    this.terminal.progress(`Starting ${plan.apps.length} apps`);
    const apps = plan.apps.map((app) => this.supervise(app));
    this.undo.push(async () => {
      await Promise.all(apps.map((app) => app.stop()));
    });
    const parts = new Parts([...this.servers.toSorted((one, other) => one.name.localeCompare(other.name, 'en')).map((each) => partOfServer(each)), ...[...(this.issuer === undefined ? [] : [this.issuer]), ...apps].map((app) => partOfApp(app))], {
      onChange: () => this.writeFile(), report: (line) => this.terminal.progress(line), ending: this.ending,
    });
    const server = await ControlServer.listen(this.options.portBase + PORTS.control, parts);
    // Before the apps, because an order that is under way may start one of them.
    this.undo.push(async () => {
      await server.close();
      await parts.settled();
    });
    const content = (): SandboxFile =>
      describeSandbox({
        dataDir: this.dataDir, logDir: this.logDir, portBase: this.options.portBase, startedAt: this.startedAt,
        partnershipFile: this.options.partnership, ready: this.ready, partnership, plan, issuer: this.issuer, apps,
        serverPids: Object.assign({}, ...this.servers.map((each) => each.pids())) as Record<string, number>,
        stopped: parts.stopped, control: server.control,
      });
    this.undo.push(() => {
      this.writeFile = () => undefined;
      removeSandboxFile(this.dataDir);
    });
    this.writeFile = () => writeSandboxFile(this.dataDir, content());
    const outcomes = await Promise.all(apps.map(async (app) => {
      const started = await app.start(this.ending);
      if (!started.ok) this.end.abort();
      return started;
    }));
    const all = worst(outcomes);
    if (!all.ok) return all;
    this.ready = true;
    this.writeFile();
    return success(content());
  }
}

/** The reason why a server that the environment names is not stopped. */
const NOT_STARTED_HERE = { postgres: 'PostgreSQL, which DATABASE_URL names', kafka: 'Kafka, which KAFKA_BROKERS names' } as const;

function partOfServer(server: Server): ControlledPart {
  const { name, outage } = server;
  return {
    name, id: name, pids: () => Object.values(server.pids()), isRunning: () => server.isRunning(),
    ...(outage === undefined && { refusal: `The sandbox did not start ${NOT_STARTED_HERE[name]}. Stop and start it where it runs.` }),
    stop: async () => outage?.begin(),
    start: async (_, signal) => (outage === undefined ? success(undefined) : outage.end(signal)),
  };
}

function partOfApp(app: SupervisedApp): ControlledPart {
  return {
    name: app.plan.name, id: app.plan.id, pids: () => (app.pid === undefined ? [] : [app.pid]), isRunning: () => app.pid !== undefined,
    stop: () => app.stop(),
    start: (othersAreStopped, signal) => app.startAgain(othersAreStopped ? 'answers' : 'ready', signal),
  };
}

/** The first cause: parts that were stopped because of it report only that they were stopped. */
function worst(outcomes: readonly Outcome<void, LocalServiceProblem>[]): Outcome<void, LocalServiceProblem> {
  const failed = outcomes.filter((outcome) => !outcome.ok);
  return failed.find(({ error }) => error.code !== 'STOPPED') ?? failed[0] ?? success(undefined);
}

function stopped(): Outcome<never, LocalServiceProblem> {
  return failure({ code: 'STOPPED', message: 'The sandbox was stopped before it was ready.', remedy: 'Start again when you like.' });
}
