import { kafkaOf, type CliSettings, type ConfiguredKafka } from '#libs/config';
import { addressKeyOf, APPS, appWithId, audienceOf, Topics, type AccessReason, type AppAddressKey, type AppDescription, type AppId, type SharedAppId } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { findSandbox, repositoryRoot, type DemoRole, type FoundSandbox, type SandboxSearchResult } from '#libs/local-services';
import type { Client } from 'openapi-fetch';

import type { paths as AgencyNode } from '../api/agency-node.js';
import type { paths as AuditPortal } from '../api/audit-portal.js';
import type { paths as Publisher } from '../api/referral-publisher.js';
import { Connection } from '../connection/connection.js';
import { agencyFor, identityFor, type Caller } from '../connection/identity.js';
import type { Audience, TokenSource } from '../identity/access-token.js';
import { Authority } from '../identity/authority.js';
import { DemoSource } from '../identity/demo-source.js';
import { FileSource } from '../identity/file-source.js';
import { LoginStore } from '../identity/login-store.js';
import type { Output } from '../terminal/output.js';
import { CommandFailed } from './command-failed.js';
import { EXIT_CODES, type ExitCode } from './exit-codes.js';

/** The options that every command has; the addresses of apps without users belong to the commands for operators alone. */
export interface GlobalOptions extends Readonly<Partial<Record<AppAddressKey, string | undefined>>> {
  readonly json?: true | undefined;
  readonly utc?: true | undefined;
  /** False with `--no-sandbox`. */
  readonly sandbox?: string | boolean | undefined;
  readonly asOrganisation?: string | undefined;
  readonly asPerson?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly accessReason?: AccessReason | undefined;
}

/** The brokers of Kafka, and the exchange's topics there. */
export interface KafkaWhereabouts {
  readonly cluster: ConfiguredKafka;
  readonly topics: Topics;
  readonly partnershipFile: string;
}

interface ConnectionOptions {
  readonly timeoutMs?: number | undefined;
  /** The role of the demo identity that calls; by default the one that usually calls the app. */
  readonly role?: DemoRole;
}

/** The role that calls each app. Recorder and watch have no users but operators. */
const ROLES: Readonly<Record<AppId, DemoRole>> = { publisher: 'police', portal: 'auditor', recorder: 'operator', watch: 'operator', node: 'practitioner' };

/**
 * One run of one command: its caller, its servers and its exit code. An option overrides the environment, and the environment
 * overrides the sandbox.
 */
export class Session {
  exitCode: ExitCode = EXIT_CODES.ok;
  /** Sent with every request of this command, and logged by every server. */
  readonly correlationId = newId();
  private searched: SandboxSearchResult | undefined;

  constructor(
    readonly options: GlobalOptions,
    readonly settings: CliSettings,
    readonly output: Output,
    /** Aborted by Ctrl-C. */
    readonly signal: AbortSignal,
    private readonly workingDirectory: string,
  ) {}

  /** The running sandbox; undefined when none was found. @throws CommandFailed when one was named and does not run. */
  get sandbox(): FoundSandbox | undefined {
    this.searched ??= this.search();
    return this.searched.sandbox;
  }

  /** One sentence for each sandbox that was found and is not used, with the reason. */
  get passedOver(): readonly string[] {
    return this.sandbox === undefined ? (this.searched?.passedOver ?? []) : [];
  }

  get claimed(): Caller {
    return {
      organisation: this.options.asOrganisation ?? this.settings.organisation,
      person: this.options.asPerson ?? this.settings.person,
    };
  }

  /** The publisher, called by a force. */
  publisher(): Client<Publisher> {
    return this.connectionTo('publisher').client<Publisher>();
  }

  /** The audit portal, called by an auditor. */
  portal(): Client<AuditPortal> {
    return this.connectionTo('portal').client<AuditPortal>();
  }

  /** The audit portal, called by a force: it shows the referrals of that force. */
  portalOfForce(): Client<AuditPortal> {
    return this.connectionTo('portal', { role: ROLES.publisher }).client<AuditPortal>();
  }

  /** An agency's node, called by a practitioner of that agency. */
  node(agency: string | undefined): Client<AgencyNode> {
    return this.connectionToNode(agency).client<AgencyNode>();
  }

  connectionTo(id: SharedAppId, { timeoutMs, role = ROLES[id] }: ConnectionOptions = {}): Connection {
    const app = appWithId(id);
    const url = this.addressOf(app) ?? this.sandbox?.urls.get(id);
    if (url === undefined) throw this.nowhere(app.inWords, ...waysTo(app));
    return this.connect({ name: app.inWords, url }, role, { known: audienceOf(id) }, this.claimed, timeoutMs);
  }

  connectionToNode(agency: string | undefined, { timeoutMs, role = ROLES.node }: ConnectionOptions = {}): Connection {
    const { claimed, sandbox } = this;
    const app = appWithId('node');
    const chosen = agencyFor(agency, claimed, [...(sandbox?.agencies.keys() ?? [])]);
    const url = this.addressOf(app) ?? (chosen === undefined ? undefined : sandbox?.agencies.get(chosen));
    if (url === undefined && chosen !== undefined && sandbox !== undefined) {
      throw CommandFailed.usage(`The sandbox has no agency ${chosen}; it has ${[...sandbox.agencies.keys()].join(', ')}.`);
    }
    if (url === undefined) throw this.nowhere(app.inWords, ...waysTo(app));
    const name = chosen === undefined ? app.inWords : `the node of ${chosen}`;
    const audience = chosen === undefined ? { missing: 'The agency whose node it is is not known: give --agency, or --as-organisation.' } : { known: audienceOf('node', chosen) };
    return this.connect({ name, url }, role, audience, { organisation: claimed.organisation ?? chosen, person: claimed.person }, timeoutMs);
  }

  /** Brokers, prefix and partnership belong together, so they come from one place: the sandbox, else the environment. */
  kafka(): KafkaWhereabouts {
    const { sandbox, settings } = this;
    if (sandbox !== undefined) {
      const { topicPrefix, ...cluster } = sandbox.kafka;
      return { cluster, topics: new Topics(topicPrefix), partnershipFile: sandbox.partnershipFile };
    }
    const { kafkaBrokers, partnershipFile, topicPrefix } = settings;
    if (kafkaBrokers === undefined || partnershipFile === undefined) throw this.nowhere('Kafka', undefined, 'KAFKA_BROKERS and PARTNERSHIP_FILE');
    return { cluster: kafkaOf({ ...settings, kafkaBrokers }), topics: new Topics(topicPrefix), partnershipFile };
  }

  /** The address that an option or the environment names. */
  addressOf(app: Pick<AppDescription, 'address'>): string | undefined {
    const key = addressKeyOf(app);
    return this.options[key] ?? this.settings[key];
  }

  /**
   * Where tokens of this caller come from: the named file, the named system, the sandbox, the login. The sources with keys of their own are loaded
   * when they are needed, because their libraries take longer to load than a command in a sandbox takes.
   */
  async tokenSource(caller: Caller): Promise<TokenSource> {
    const { options, settings, sandbox } = this;
    const file = options.tokenFile ?? settings.tokenFile;
    if (file !== undefined) return new FileSource(file);
    const { clientId, clientKeyFile: keyFile, tokenIssuer: issuer } = settings;
    if (clientId !== undefined || keyFile !== undefined) {
      if (clientId === undefined || keyFile === undefined || issuer === undefined) {
        throw CommandFailed.usage('A system needs EXCHANGE_CLIENT_ID, EXCHANGE_CLIENT_KEY_FILE and EXCHANGE_TOKEN_ISSUER, all three.');
      }
      const { SystemSource } = await import('../identity/system-source.js');
      return new SystemSource({ issuer, clientId, keyFile });
    }
    if (sandbox !== undefined) return new DemoSource(sandbox.issuer.url, caller, sandbox.identities.map(({ organisation }) => organisation));
    const { LoginSource } = await import('../identity/login-source.js');
    return new LoginSource(this.loginStore);
  }

  get loginStore(): LoginStore {
    return new LoginStore(this.settings.loginFile);
  }

  private connect(server: Connection['server'], role: DemoRole, audience: Audience, claimed: Caller, timeoutMs: number | undefined): Connection {
    const { correlationId, signal } = this;
    const caller = identityFor(role, claimed, this.sandbox?.identities ?? []);
    // Made at the first request, because health and metrics need no token.
    let authority: Promise<Authority> | undefined;
    const headers = async (method: string, url: string) => {
      authority ??= this.tokenSource(caller).then((source) => new Authority(source, audience, this.claimed, signal));
      return (await authority).headers(method, url);
    };
    return new Connection({ accessReason: this.options.accessReason, server, authority: { headers }, correlationId, signal, timeoutMs });
  }

  private nowhere(server: string, option: string | undefined, key: string): CommandFailed {
    const ways = ['start a sandbox with npm start', ...(option === undefined ? [] : [`give ${option}`]), `set ${key}`];
    return CommandFailed.unreachable([...this.passedOver, `The address of ${server} is unknown: ${ways.join(', or ')}.`].join('\n'));
  }

  private search(): SandboxSearchResult {
    const found = searchSandbox(this.options, this.settings, this.workingDirectory);
    if (sandboxNamed(this.options, this.settings) === undefined || found.sandbox !== undefined) return found;
    throw CommandFailed.unreachable(found.passedOver.join('\n'));
  }
}

/** The option and the variable that name an app's address. */
export function waysTo({ address }: Pick<AppDescription, 'address'>): readonly [option: string, variable: string] {
  return [`--${address}-url`, `EXCHANGE_${address.toUpperCase()}_URL`];
}

/** `--no-sandbox` overrides the environment, too. */
function sandboxNamed({ sandbox }: GlobalOptions, { sandboxFile }: CliSettings): string | undefined {
  if (sandbox === false) return undefined;
  return typeof sandbox === 'string' ? sandbox : sandboxFile;
}

/** Looks for the sandbox that these options and this environment mean. */
export function searchSandbox(options: GlobalOptions, settings: CliSettings, workingDirectory: string): SandboxSearchResult {
  if (options.sandbox === false) return { passedOver: [] };
  return findSandbox({ named: sandboxNamed(options, settings), workingDirectory, repositoryRoot });
}

/** Whether an option or the environment names a server, which may keep another time than the sandbox. */
export function namesServers(options: GlobalOptions, settings: CliSettings): boolean {
  return APPS.map((app) => addressKeyOf(app)).some((key) => (options[key] ?? settings[key]) !== undefined);
}
