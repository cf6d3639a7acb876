import { APPS, type AppDescription } from './apps.js';
import type { Topics } from './topics.js';

/** A right of one client of Kafka. Everything that no right allows is refused by a Kafka with an authorizer. */
export interface KafkaRight {
  /** The name that the client proves: the common name of its certificate, or its user. */
  readonly principal: string;
  readonly resource: 'topic' | 'group';
  readonly name: string;
  /** `prefix`: the right is for every name that begins so. */
  readonly match: 'exact' | 'prefix';
  /** `read` of a group: to join it and to keep its offsets. To see a topic or a group is part of either right. */
  readonly operation: 'read' | 'write';
}

/** The name of an administrator of a sandbox's Kafka, who may do everything. */
export const KAFKA_ADMINISTRATOR = 'exchange-administrator';
/** The name of the brokers of a sandbox's Kafka. */
export const KAFKA_BROKER = 'exchange-broker';

/** The names by which Kafka knows an app, its administrator or its brokers. An agency with such an id would have their rights, too. */
export const RESERVED_PRINCIPALS: ReadonlySet<string> = new Set([...APPS.map(({ name }) => name), KAFKA_ADMINISTRATOR, KAFKA_BROKER]);

/** The names of all clients of Kafka that an exchange with these agencies has. */
export function principalsOf(agencies: readonly string[]): readonly string[] {
  return APPS.filter(({ usesKafka }) => usesKafka)
    .flatMap((app: AppDescription) => (app.isPerAgency ? agencies.map((agency) => principalOf(app, agency)) : [principalOf(app)]));
}

/** The name by which an app is known to Kafka: that of the app, and for a node the id of its agency. An agency's own client has that id as well. */
export function principalOf(app: Pick<AppDescription, 'name' | 'isPerAgency'>, agency?: string): string {
  if (app.isPerAgency !== (agency !== undefined)) throw new RangeError('an agency belongs to the principal of a node, and to no other');
  return agency ?? app.name;
}

/**
 * Every right that the apps of an exchange need, and no other. An agency reads its referrals and its notices with its own groups, and writes
 * its statements, its codes of ethnicity and its dead letters.
 */
export function rightsOf(topics: Topics, agencies: readonly string[]): readonly KafkaRight[] {
  const rights = APPS.flatMap((app: AppDescription) => (app.isPerAgency
    ? agencies.flatMap((agency) => rightsOfApp(app, principalOf(app, agency), topics, [agency]))
    : rightsOfApp(app, principalOf(app), topics, agencies)));
  return [...new Map(rights.map((right) => [Object.values(right).join(' '), right])).values()];
}

function rightsOfApp(app: AppDescription, principal: string, topics: Topics, agencies: readonly string[]): readonly KafkaRight[] {
  const groups = app.consumes(topics, agencies);
  const onTopic = (operation: KafkaRight['operation']) => (name: string): KafkaRight => ({ principal, resource: 'topic', name, match: 'exact', operation });
  const ofGroup = (name: string, match: KafkaRight['match']): KafkaRight => ({ principal, resource: 'group', name, match, operation: 'read' });
  return [
    ...[...groups.flatMap((group) => group.topics), ...app.rebuildsFrom?.(topics, agencies) ?? []].map(onTopic('read')),
    ...app.publishes(topics, agencies).map(onTopic('write')),
    ...groups.flatMap(({ group, topics: consumed }) => consumed.map((topic) => topics.deadLetter(topic, group))).map(onTopic('write')),
    // A program that makes tables again reads in a group of its own, whose name begins with that of the app's group and a point.
    ...groups.flatMap(({ group }) => [ofGroup(group, 'exact'), ofGroup(`${group}.`, 'prefix')]),
  ];
}
