import type { CliSettings } from '#libs/config';
import { Topics } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { findSandbox, repositoryRoot, type DemoRole, type FoundSandbox, type SandboxSearchResult } from '#libs/local-services';
import type { Client } from 'openapi-fetch';

import type { paths as AgencyNode } from '../api/agency-node.js';
import type { paths as AuditPortal } from '../api/audit-portal.js';
import type { paths as Publisher } from '../api/referral-publisher.js';
import { Connection } from '../connection/connection.js';
import { agencyFor, identityFor, type Caller } from '../connection/identity.js';
import type { Output } from '../terminal/output.js';
import { CommandFailed } from './command-failed.js';
import { EXIT_CODES, type ExitCode } from './exit-codes.js';

/** The options that every command has; the URLs of recorder and watch belong to `deadletter` alone. */
export interface GlobalOptions {
  readonly json?: true | undefined;
  /** False with `--no-sandbox`. */
  readonly sandbox?: string | boolean | undefined;
  readonly asOrganisation?: string | undefined;
  readonly asPerson?: string | undefined;
  readonly publisherUrl?: string | undefined;
  readonly auditUrl?: string | undefined;
  readonly inboxUrl?: string | undefined;
  readonly recorderUrl?: string | undefined;
  readonly watchUrl?: string | undefined;
}

/** The brokers of Kafka, and the exchange's topics there. */
export interface KafkaWhereabouts {
  readonly brokers: readonly string[];
  readonly topics: Topics;
  readonly partnershipFile: string;
}

/** Servers that have one instance, with the role that calls them. Recorder and watch have no users but operators. */
const SERVERS = {
  publisher: { name: 'the referral publisher', role: 'police', url: 'publisherUrl', inSandbox: 'publisher', ways: ['--publisher-url', 'EXCHANGE_PUBLISHER_URL'] },
  portal: { name: 'the audit portal', role: 'auditor', url: 'auditUrl', inSandbox: 'auditPortal', ways: ['--audit-url', 'EXCHANGE_AUDIT_URL'] },
  recorder: { name: 'the audit recorder', role: 'auditor', url: 'recorderUrl', inSandbox: 'auditRecorder', ways: ['--recorder-url', 'EXCHANGE_RECORDER_URL'] },
  watch: { name: 'the deadline watch', role: 'auditor', url: 'watchUrl', inSandbox: 'deadlineWatch', ways: ['--watch-url', 'EXCHANGE_WATCH_URL'] },
} as const;
export type ServerId = keyof typeof SERVERS;

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

  /** An agency's node, called by a practitioner of that agency. */
  node(agency: string | undefined): Client<AgencyNode> {
    return this.connectionToNode(agency).client<AgencyNode>();
  }

  connectionTo(id: ServerId, timeoutMs?: number): Connection {
    const { name, role, url: key, inSandbox, ways: [option, variable] } = SERVERS[id];
    const url = this.options[key] ?? this.settings[key] ?? this.sandbox?.urls[inSandbox];
    if (url === undefined) throw this.nowhere(name, option, variable);
    return this.connect({ name, url }, role, this.claimed, timeoutMs);
  }

  connectionToNode(agency: string | undefined, timeoutMs?: number): Connection {
    const { claimed, sandbox } = this;
    const chosen = agencyFor(agency, claimed, [...(sandbox?.agencies.keys() ?? [])]);
    const url = this.options.inboxUrl ?? this.settings.inboxUrl ?? (chosen === undefined ? undefined : sandbox?.agencies.get(chosen));
    if (url === undefined && chosen !== undefined && sandbox !== undefined) {
      throw CommandFailed.usage(`The sandbox has no agency ${chosen}; it has ${[...sandbox.agencies.keys()].join(', ')}.`);
    }
    if (url === undefined) throw this.nowhere("the agency's node", '--inbox-url', 'EXCHANGE_INBOX_URL');
    const name = chosen === undefined ? "the agency's node" : `the node of ${chosen}`;
    return this.connect({ name, url }, 'practitioner', { organisation: claimed.organisation ?? chosen, person: claimed.person }, timeoutMs);
  }

  /** Brokers, prefix and partnership belong together, so they come from one place: the sandbox, else the environment. */
  kafka(): KafkaWhereabouts {
    const { sandbox, settings } = this;
    if (sandbox !== undefined) {
      return { brokers: sandbox.kafka.brokers, topics: new Topics(sandbox.kafka.topicPrefix), partnershipFile: sandbox.partnershipFile };
    }
    const { kafkaBrokers, partnershipFile, topicPrefix } = settings;
    if (kafkaBrokers === undefined || partnershipFile === undefined) throw this.nowhere('Kafka', undefined, 'KAFKA_BROKERS and PARTNERSHIP_FILE');
    return { brokers: kafkaBrokers, topics: new Topics(topicPrefix), partnershipFile };
  }

  private connect(server: Connection['server'], role: DemoRole, claimed: Caller, timeoutMs: number | undefined): Connection {
    const { correlationId, signal } = this;
    return new Connection({ server, caller: identityFor(role, claimed, this.sandbox?.identities ?? []), correlationId, signal, timeoutMs });
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

function sandboxNamed({ sandbox }: GlobalOptions, { sandboxFile }: CliSettings): string | undefined {
  return typeof sandbox === 'string' ? sandbox : sandboxFile;
}

/** Looks for the sandbox that these options and this environment mean. */
export function searchSandbox(options: GlobalOptions, settings: CliSettings, workingDirectory: string): SandboxSearchResult {
  if (options.sandbox === false) return { passedOver: [] };
  return findSandbox({ named: sandboxNamed(options, settings), workingDirectory, repositoryRoot });
}

/** Whether an option or the environment names a server, which may keep another time than the sandbox. */
export function namesServers(options: GlobalOptions, settings: CliSettings): boolean {
  return Object.values(SERVERS).some(({ url }) => (options[url] ?? settings[url]) !== undefined) || (options.inboxUrl ?? settings.inboxUrl) !== undefined;
}
