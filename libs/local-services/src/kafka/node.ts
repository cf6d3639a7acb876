import { execFile } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { success, type Outcome } from '#libs/kernel';
import { portInUse } from '../ports.js';
import { problem, type LocalServiceProblem } from '../problem.js';
import { processIdentity, isSameProcess, sendSignal, waitUntilGone } from '../process/identity.js';
import { ManagedProcess, type ProcessExit } from '../process/managed-process.js';
import { kafkaAuthorityFile, kafkaIdentityFile, type KafkaPrincipals } from './certificates.js';
import { isFormatted, LOG4J_FILE, nodeFolder, propertiesFile } from './cluster-folder.js';
import type { KafkaInstallation } from './jars.js';
import { askCluster } from './readiness.js';
import { serverProperties, type KafkaNodePorts } from './server-properties.js';

interface NodeOptions {
  readonly id: number;
  readonly dataDir: string;
  readonly clusterId: string;
  readonly nodes: readonly KafkaNodePorts[];
  readonly installation: KafkaInstallation;
  readonly heapMb: number;
  readonly overrides?: Readonly<Record<string, string>>;
  readonly principals?: KafkaPrincipals;
  readonly onExit?: (nodeId: number, exit: ProcessExit) => void;
}

// Java decodes file names by the locale. Without UTF-8 it cannot open a data folder with an accent in its name.
const ENVIRONMENT = { LC_ALL: 'C.UTF-8', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' };
const READY_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 20_000;

/** One broker. It can be stopped or killed, and started again on the same ports and data. */
export class KafkaNode {
  readonly id: number;
  readonly port: number;
  readonly logFile: string;
  private server: ManagedProcess | undefined;

  constructor(private readonly options: NodeOptions) {
    this.id = options.id;
    this.port = this.ports.port;
    this.logFile = join(options.dataDir, 'log', `kafka-${options.id}.log`);
  }

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.running ? this.server?.pid : undefined;
  }

  get running(): boolean {
    return this.server?.running ?? false;
  }

  /**
   * Starts the broker and waits until it takes part in its cluster. A cluster of several brokers needs a majority for
   * that.
   */
  async start(signal?: AbortSignal): Promise<Outcome<void, LocalServiceProblem>> {
    if (this.running) return success(undefined);
    const ended = await this.endLeftover();
    if (!ended.ok) return ended;
    for (const port of [this.ports.port, this.ports.controllerPort]) {
      if (await portInUse(port)) {
        return problem('PORT_IN_USE', `Port ${port} (needed by Kafka) is in use by another program.`, 'Stop that program, or choose other ports.');
      }
    }
    const formatted = await this.format();
    if (!formatted.ok) return formatted;
    const started = await this.launch();
    if (!started.ok) return started;
    const ready = await started.value.waitUntilReady(() => this.takesPart(), { timeoutMs: READY_TIMEOUT_MS, signal });
    if (!ready.ok) {
      await this.stop();
      return ready.error.code === 'STOPPED' ? ready : problem(ready.error.code, ready.error.message, `Look into ${this.logFile}.`);
    }
    return success(undefined);
  }

  /** Stops the broker in order: it first moves its partitions to other brokers. */
  async stop(): Promise<void> {
    await this.server?.stop();
    rmSync(this.pidFile, { force: true });
  }

  /** Ends the broker without warning, as a crash would. Resolves when the process is gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.server?.kill(signal);
    if (signal === 'SIGKILL') await this.server?.exited;
  }

  private get ports(): KafkaNodePorts {
    const ports = this.options.nodes[this.options.id - 1];
    if (ports === undefined) throw new RangeError(`There is no node ${this.options.id} among ${this.options.nodes.length}.`);
    return ports;
  }

  private get pidFile(): string {
    return join(this.options.dataDir, `node-${this.options.id}.pid`);
  }

  private async takesPart(): Promise<boolean> {
    const { dataDir, principals } = this.options;
    const view = await askCluster(this.ports.port, principals && { authorityFile: kafkaAuthorityFile(dataDir), identityFile: kafkaIdentityFile(dataDir, principals.broker) });
    return view !== undefined && view.clusterId === this.options.clusterId && view.nodeIds.includes(this.options.id) && view.controllerId >= 0;
  }

  private javaArguments(mainClass: string): string[] {
    const { installation, dataDir } = this.options;
    return [
      '-XX:+UseSerialGC',
      // A broker that is out of memory must end, because a partly working broker is worse than one that visibly ended.
      '-XX:+ExitOnOutOfMemoryError',
      '-XX:-UsePerfData',
      '-Djava.awt.headless=true',
      '-Dfile.encoding=UTF-8',
      '-Duser.timezone=UTC',
      `-Djava.io.tmpdir=${join(dataDir, 'tmp')}`,
      `-Dlog4j2.configurationFile=${LOG4J_FILE}`,
      '-classpath',
      [join(installation.jarsDir, '*')].join(delimiter),
      mainClass,
    ];
  }

  /**
   * Formats a folder under another name and moves it into place, so that an interrupted first start leaves no folder
   * that looks formatted but is not.
   */
  private async format(): Promise<Outcome<void, LocalServiceProblem>> {
    const { id, dataDir, nodes, clusterId, installation, overrides, principals } = this.options;
    const file = join(dataDir, propertiesFile(id));
    if (!isFormatted(dataDir, id)) {
      const fresh = `${nodeFolder(id)}.new`;
      rmSync(join(dataDir, fresh), { recursive: true, force: true });
      writeFileSync(file, serverProperties(id, nodes, fresh, overrides, principals));
      const args = ['-Xmx128m', `-Dexchange.kafka.log=log/format-${id}.log`, ...this.javaArguments('kafka.tools.StorageTool')];
      const complaint = await new Promise<string | undefined>((resolve) => {
        const options = { cwd: dataDir, env: ENVIRONMENT };
        const all = [...args, 'format', '-t', clusterId, '-c', propertiesFile(id)];
        execFile(installation.java.executable, all, options, (error, stdout, stderr) => {
          resolve(error === null ? undefined : (`${stdout}\n${stderr}`.trim().split('\n').at(-1) ?? error.message));
        });
      });
      if (complaint !== undefined) {
        return problem('START_FAILED', `Kafka could not make its data folder: ${complaint}.`, 'Check the disk and the rights of the data folder.');
      }
      renameSync(join(dataDir, fresh), join(dataDir, nodeFolder(id)));
    }
    writeFileSync(file, serverProperties(id, nodes, nodeFolder(id), overrides, principals));
    return success(undefined);
  }

  private async launch(): Promise<Outcome<ManagedProcess, LocalServiceProblem>> {
    const { id, dataDir, heapMb, installation, onExit } = this.options;
    const started = await ManagedProcess.start({
      name: this.options.nodes.length === 1 ? 'Kafka' : `Kafka node ${id}`,
      command: installation.java.executable,
      args: [
        `-Xmx${heapMb}m`,
        `-Dexchange.kafka.log=log/kafka-${id}.log`,
        ...this.javaArguments('kafka.Kafka'),
        propertiesFile(id),
      ],
      cwd: dataDir,
      environment: ENVIRONMENT,
      logFile: join(dataDir, 'log', `kafka-${id}.out`),
      stopTimeoutMs: STOP_TIMEOUT_MS,
      onExit: (exit) => onExit?.(id, exit),
    });
    if (!started.ok) return started;
    this.server = started.value;
    const { pid } = started.value;
    writeFileSync(this.pidFile, JSON.stringify({ pid, identity: processIdentity(pid) }));
    return started;
  }

  /**
   * Ends a broker that outlived its supervisor and still holds the data. The folder's lock proves that no other process
   * owns the data.
   */
  private async endLeftover(): Promise<Outcome<void, LocalServiceProblem>> {
    const left = this.readPidFile();
    if (left === undefined || !isSameProcess(left.pid, left.identity)) return success(undefined);
    sendSignal(left.pid, 'SIGTERM');
    if (await waitUntilGone(left.pid, left.identity, STOP_TIMEOUT_MS)) return success(undefined);
    sendSignal(left.pid, 'SIGKILL');
    if (await waitUntilGone(left.pid, left.identity, 5_000)) return success(undefined);
    return problem(
      'FOLDER_IN_USE',
      `A Kafka (process ${left.pid}) still uses ${this.options.dataDir} and does not stop.`,
      `End process ${left.pid}, then try again.`,
    );
  }

  private readPidFile(): { readonly pid: number; readonly identity: string } | undefined {
    if (!existsSync(this.pidFile)) return undefined;
    try {
      const { pid, identity } = JSON.parse(readFileSync(this.pidFile, 'utf8')) as { pid?: number; identity?: string };
      return pid === undefined || identity === undefined ? undefined : { pid, identity };
    } catch {
      return undefined;
    }
  }
}
