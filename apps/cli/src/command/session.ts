import { Topics } from '#libs/contracts';
import type { CliSettings } from '#libs/config';
import { newId } from '#libs/kernel';
import type { DemoRole } from '#libs/local-services';

import { findSandbox, type FoundSandbox } from '../connection/find-sandbox.js';
import { HttpClient, type Caller, type Server } from '../connection/http-client.js';
import { agencyFor, identityFor, type ClaimedIdentity } from '../connection/identity.js';
import { repositoryRoot } from '../connection/repository.js';
import type { Output } from '../terminal/output.js';
import { CommandFailed } from './command-failed.js';
import { EXIT_CODES } from './exit-codes.js';

/** The options that every command has. */
export interface GlobalOptions {
  readonly json?: boolean;
  /** False with `--no-sandbox`. */
  readonly sandbox?: string | boolean;
  readonly asOrganisation?: string;
  readonly asPerson?: string;
  readonly publisherUrl?: string;
  readonly auditUrl?: string;
  readonly inboxUrl?: string;
}

/** Where Kafka is, and what the exchange keeps there. */
export interface KafkaWhereabouts {
  readonly brokers: readonly string[];
  readonly topics: Topics;
  readonly partnershipFile: string;
}

/**
 * One run of one command: who it acts as, and which servers it talks to. What the command line says comes before the
 * environment, and that before the sandbox.
 */
export class Session {
  /** Of everything this command asks for, in the logs of every server. */
  readonly correlationId = newId();
  private searched: { readonly sandbox: FoundSandbox | undefined; readonly passedOver: readonly string[] } | undefined;

  constructor(
    readonly options: GlobalOptions,
    readonly settings: CliSettings,
    readonly output: Output,
    /** Aborted by Ctrl-C. */
    readonly signal: AbortSignal,
    private readonly workingDirectory: string,
  ) {}

  /** The running sandbox, if there is one. @throws CommandFailed when one was named and does not run. */
  get sandbox(): FoundSandbox | undefined {
    this.searched ??= this.search();
    return this.searched.sandbox;
  }

  /** Why sandboxes that were seen are not used, in sentences. */
  get passedOver(): readonly string[] {
    return this.sandbox === undefined ? (this.searched?.passedOver ?? []) : [];
  }

  get claimed(): ClaimedIdentity {
    return {
      organisation: this.options.asOrganisation ?? this.settings.organisation,
      person: this.options.asPerson ?? this.settings.person,
    };
  }

  /** The publisher, as a force. */
  publisher(): HttpClient {
    return this.client(this.publisherServer(), this.callerAs('police'));
  }

  /** The audit portal, as an auditor. */
  portal(): HttpClient {
    return this.client(this.portalServer(), this.callerAs('auditor'));
  }

  /** An agency's node, as a practitioner of that agency. */
  inbox(agency?: string): HttpClient {
    const { claimed, sandbox } = this;
    const chosen = agencyFor(agency, claimed, [...(sandbox?.agencies.keys() ?? [])]);
    const url = this.options.inboxUrl ?? this.settings.inboxUrl ?? (chosen === undefined ? undefined : sandbox?.agencies.get(chosen));
    if (url === undefined && chosen !== undefined && sandbox !== undefined) throw unknownAgency(chosen, sandbox);
    if (url === undefined) throw this.nowhere("the agency's node", '--inbox-url', 'EXCHANGE_INBOX_URL');
    const caller = this.callerAs('practitioner', { organisation: claimed.organisation ?? chosen, person: claimed.person });
    return this.client({ name: chosen === undefined ? "the agency's node" : `the node of ${chosen}`, url }, caller);
  }

  publisherServer(): Server {
    const url = this.options.publisherUrl ?? this.settings.publisherUrl ?? this.sandbox?.urls.publisher;
    if (url === undefined) throw this.nowhere('the referral publisher', '--publisher-url', 'EXCHANGE_PUBLISHER_URL');
    return { name: 'the referral publisher', url };
  }

  portalServer(): Server {
    const url = this.options.auditUrl ?? this.settings.auditUrl ?? this.sandbox?.urls.auditPortal;
    if (url === undefined) throw this.nowhere('the audit portal', '--audit-url', 'EXCHANGE_AUDIT_URL');
    return { name: 'the audit portal', url };
  }

  /** Recorder and watch have no users but operators. */
  recorderServer(given: string | undefined): Server {
    const url = given ?? this.settings.recorderUrl ?? this.sandbox?.urls.auditRecorder;
    if (url === undefined) throw this.nowhere('the audit recorder', '--recorder-url', 'EXCHANGE_RECORDER_URL');
    return { name: 'the audit recorder', url };
  }

  watchServer(given: string | undefined): Server {
    const url = given ?? this.settings.watchUrl ?? this.sandbox?.urls.deadlineWatch;
    if (url === undefined) throw this.nowhere('the deadline watch', '--watch-url', 'EXCHANGE_WATCH_URL');
    return { name: 'the deadline watch', url };
  }

  callerAs(role: DemoRole, claimed: ClaimedIdentity = this.claimed): Caller {
    return identityFor(role, claimed, this.sandbox?.identities ?? []);
  }

  client(server: Server, caller: Caller, timeoutMs?: number): HttpClient {
    const { correlationId, signal } = this;
    return new HttpClient({ server, caller, correlationId, signal, ...(timeoutMs !== undefined && { timeoutMs }) });
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

  /** The failure of a command that does not know whom to ask. */
  nowhere(what: string, option: string | undefined, key: string | undefined): CommandFailed {
    const said = [...(option === undefined ? [] : [`give ${option}`]), ...(key === undefined ? [] : [`set ${key}`])];
    const ways = ['start a sandbox with npm start', ...said];
    const message = [...this.passedOver, `Nothing says where ${what} is: ${ways.join(', or ')}.`].join('\n');
    return new CommandFailed({ exitCode: EXIT_CODES.unreachable, message });
  }

  private search(): { readonly sandbox: FoundSandbox | undefined; readonly passedOver: readonly string[] } {
    if (this.options.sandbox === false) return { sandbox: undefined, passedOver: [] };
    const named = typeof this.options.sandbox === 'string' ? this.options.sandbox : this.settings.sandboxFile;
    const { sandbox, passedOver } = findSandbox({ named, workingDirectory: this.workingDirectory, repositoryRoot });
    if (named === undefined || sandbox !== undefined) return { sandbox, passedOver };
    throw new CommandFailed({ exitCode: EXIT_CODES.unreachable, message: passedOver.join('\n') });
  }
}

function unknownAgency(agency: string, { agencies }: FoundSandbox): CommandFailed {
  const message = `The sandbox has no agency ${agency}; it has ${[...agencies.keys()].join(', ')}.`;
  return new CommandFailed({ exitCode: EXIT_CODES.usage, message });
}
