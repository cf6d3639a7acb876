import type { Topics } from './topics.js';

/** A consumer group of an app, and the topics that it reads. */
export interface ConsumerGroup {
  readonly group: string;
  readonly topics: readonly string[];
}

/** One app that answers HTTP. */
export interface AppDescription {
  /** The folder below `apps/`; also the name in logs and metrics. */
  readonly name: string;
  /** The name at the command line. A node goes by the id of its agency instead. */
  readonly id: string;
  /** The name of its address: `--<address>-url`, and `EXCHANGE_<ADDRESS>_URL`. */
  readonly address: string;
  /** The name in sentences. */
  readonly inWords: string;
  /** True where each agency has a process of its own. */
  readonly isPerAgency: boolean;
  /** The distance of its port from the first port. The processes of agencies take the ports that follow it. */
  readonly portOffset: number;
  /** The schema of its own tables, before an agency's id; undefined where it reads the schema of another app. */
  readonly schema: string | undefined;
  /** True where it consumes or publishes messages, so it has an outbox and dead letters. */
  readonly usesKafka: boolean;
  readonly judgesStatements: boolean;
  /** True where it has a program `rebuild`. */
  readonly rebuilds: boolean;
  /** Its consumer groups; those of a node for each of these agencies. */
  readonly consumes: (topics: Topics, agencies: readonly string[]) => readonly ConsumerGroup[];
  /** The topics that it writes besides its dead letters; those of a node for each of these agencies. */
  readonly publishes: (topics: Topics, agencies: readonly string[]) => readonly string[];
  /** The topics that only its program reads that makes its tables again. */
  readonly rebuildsFrom?: (topics: Topics, agencies: readonly string[]) => readonly string[];
}

/**
 * Every app that answers HTTP. The sandbox, the doctor, the settings of the command line, the measurements and the interface
 * documents take the apps from this list; a test compares it with the folders, and other lists with it.
 */
export const APPS = [
  {
    name: 'referral-publisher', id: 'publisher', address: 'publisher', inWords: 'the referral publisher',
    isPerAgency: false, portOffset: 0, schema: 'referral_publisher', usesKafka: true, judgesStatements: true, rebuilds: true,
    consumes: (topics, agencies) => [{
      group: topics.publisherGroup(), topics: agencies.flatMap((agency) => [topics.acknowledgement(agency), topics.ethnicity(agency)]),
    }],
    publishes: (topics, agencies) => [topics.lifecycle(), topics.access(), ...agencies.flatMap((agency) => [topics.referral(agency), topics.notice(agency)])],
    rebuildsFrom: (topics) => [topics.lifecycle()],
  },
  {
    name: 'audit-recorder', id: 'recorder', address: 'recorder', inWords: 'the audit recorder',
    isPerAgency: false, portOffset: 2, schema: 'audit_recorder', usesKafka: true, judgesStatements: true, rebuilds: true,
    consumes: (topics, agencies) => [{
      group: topics.recorderGroup(),
      topics: [topics.lifecycle(), topics.access(), ...agencies.flatMap((agency) => [topics.acknowledgement(agency), topics.notice(agency)])],
    }],
    publishes: (topics) => [topics.access()],
  },
  {
    name: 'deadline-watch', id: 'watch', address: 'watch', inWords: 'the deadline watch',
    isPerAgency: false, portOffset: 3, schema: 'deadline_watch', usesKafka: true, judgesStatements: true, rebuilds: true,
    consumes: (topics, agencies) => [{
      group: topics.deadlineGroup(), topics: [topics.lifecycle(), ...agencies.map((agency) => topics.acknowledgement(agency))],
    }],
    publishes: (topics, agencies) => [topics.access(), ...agencies.map((agency) => topics.notice(agency))],
    rebuildsFrom: (topics, agencies) => agencies.map((agency) => topics.notice(agency)),
  },
  {
    name: 'agency-node', id: 'node', address: 'inbox', inWords: "the agency's node",
    isPerAgency: true, portOffset: 10, schema: 'agency', usesKafka: true, judgesStatements: false, rebuilds: false,
    consumes: (topics, agencies) => agencies.map((agency) => ({
      group: topics.agencyGroup(agency), topics: [topics.referral(agency), topics.notice(agency)],
    })),
    publishes: (topics, agencies) => [topics.access(), ...agencies.flatMap((agency) => [topics.acknowledgement(agency), topics.ethnicity(agency)])],
  },
  {
    name: 'audit-portal', id: 'portal', address: 'audit', inWords: 'the audit portal',
    isPerAgency: false, portOffset: 1, schema: undefined, usesKafka: false, judgesStatements: false, rebuilds: false,
    consumes: () => [],
    publishes: () => [],
  },
] as const satisfies readonly AppDescription[];

export type AppName = (typeof APPS)[number]['name'];
export type AppId = (typeof APPS)[number]['id'];
/** An app that has one address for all agencies. */
export type SharedAppId = Extract<(typeof APPS)[number], { readonly isPerAgency: false }>['id'];
/** The setting and option of an app's address: `publisherUrl`. */
export type AppAddressKey = `${(typeof APPS)[number]['address']}Url`;

/** The first port of an exchange that no setting moves. */
const FIRST_PORT = 4_100;

export function appNamed(name: AppName): AppDescription {
  return found(APPS.find((app) => app.name === name));
}

export function appWithId(id: AppId): AppDescription {
  return found(APPS.find((app) => app.id === id));
}

export function defaultPortOf(name: AppName): number {
  return FIRST_PORT + appNamed(name).portOffset;
}

/**
 * The audience of an app's access tokens (RFC 9068): one for each app, and one for each agency's node, so that a token for one of them is of
 * no use at another.
 *
 * @throws RangeError for a node without an agency, and for another app with one.
 */
export function audienceOf(id: AppId, agency?: string): string {
  if (appWithId(id).isPerAgency !== (agency !== undefined)) throw new RangeError('an agency belongs to the audience of a node, and to no other');
  return ['urn', 'safeguarding-exchange', id, ...(agency === undefined ? [] : [agency])].join(':');
}

export function addressKeyOf({ address }: Pick<AppDescription, 'address'>): AppAddressKey {
  return `${address}Url` as AppAddressKey;
}

function found(app: AppDescription | undefined): AppDescription {
  if (app === undefined) throw new RangeError('this app is not in the list of apps');
  return app;
}
