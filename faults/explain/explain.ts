import { byKey } from '#libs/kernel';
import type { PartitionLag } from '#libs/messaging';
import pg from 'pg';

import type { Environment } from '../environment/environment.js';
import type { Ledger } from '../load/submissions.js';
import { describeClass, describeFinding, type Finding, type FindingClass } from '../oracle/finding.js';
import { findInLogs, type LogLine } from './logs.js';
import { RowSearch, type Origin } from './rows.js';
import { consumersByTopic, findInTopics, readOffsets, type ConsumingApp, type TopicPlace } from './topics.js';

const READ_TOPICS_MS = 180_000;
const AROUND_MS = 60_000;
const MOST_MESSAGES = 6;
const MOST_LINES = 20;
const MOST_LINES_OF_REFERRAL = 6;

/**
 * Says for the examples of every class of findings where their messages are: from the publisher's row to the audit, with
 * the log lines of their ids and the ends of processes within a minute. The environment must still run.
 *
 * @returns lines of text. An error on the way is one of them, because an explanation must not hide its findings.
 */
export async function explain(environment: Environment, ledger: Ledger, classes: readonly FindingClass[]): Promise<readonly string[]> {
  const lines: string[] = [];
  try {
    await explainAll(environment, ledger, classes, lines);
  } catch (error) {
    lines.push(`the explanation ended early: ${error instanceof Error ? error.message : 'an unknown error'}`);
  }
  return lines;
}

async function explainAll(environment: Environment, ledger: Ledger, classes: readonly FindingClass[], lines: string[]): Promise<void> {
  const examples = classes.flatMap((each) => each.examples);
  const wanted = {
    referralIds: new Set(examples.flatMap(({ referralId }) => referralId ?? [])),
    messageIds: new Set(examples.flatMap(({ messageId }) => messageId ?? [])),
  };
  const consumers = consumersByTopic(environment.topics, environment.agencies);
  const client = new pg.Client({ connectionString: environment.postgres.url, query_timeout: 60_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { places, complete } = await findInTopics(environment.kafka.brokers, [...consumers.keys()], wanted, READ_TOPICS_MS);
    if (!complete) lines.push('the topics could not be read to their end, so a message may be in one although it is not named here');
    const offsets = await readOffsets(environment.kafka.brokers, consumers);
    const rows = new RowSearch(client, environment.agencies);
    const origins = new Map<string, readonly Origin[]>();
    for (const id of wanted.messageIds) origins.set(id, await rows.origins(id, environment.agencies));
    const correlationIds = [
      ...[...origins.values()].flat().flatMap(({ correlation_id }) => correlation_id ?? []),
      ...places.flatMap(({ correlationId }) => correlationId ?? []),
      ...ledger.submissions.filter(({ answer }) => wanted.referralIds.has(answer?.referralId ?? '')).map(({ correlationId }) => correlationId),
    ];
    const logs = await findInLogs(environment.logFolder, new Set([...wanted.referralIds, ...wanted.messageIds, ...correlationIds]));
    const search = new FindingSearch(environment, ledger, { places, offsets, consumers, rows, origins, logs });
    for (const each of classes) {
      lines.push('', describeClass(each));
      for (const example of each.examples) lines.push(...(await search.explain(example)).map((line) => `  ${line}`));
      if (each.count > each.examples.length) lines.push(`  and ${each.count - each.examples.length} more of this class`);
    }
  } finally {
    await client.end();
  }
}

interface Sources {
  readonly places: readonly TopicPlace[];
  readonly offsets: ReadonlyMap<string, PartitionLag>;
  readonly consumers: ReadonlyMap<string, readonly ConsumingApp[]>;
  readonly rows: RowSearch;
  /** By message id. */
  readonly origins: ReadonlyMap<string, readonly Origin[]>;
  readonly logs: ReadonlyMap<string, readonly LogLine[]>;
}

class FindingSearch {
  constructor(
    private readonly environment: Environment,
    private readonly ledger: Ledger,
    private readonly sources: Sources,
  ) {}

  async explain(finding: Finding): Promise<readonly string[]> {
    const { referralId, messageId, agency } = finding;
    const messages = this.messagesOf(finding);
    const moments = [...messages.map(({ at }) => at), ...this.originsOf(finding).map(({ at }) => at.getTime())];
    const lines = [describeFinding(finding)];
    if (typeof referralId === 'string') lines.push(...this.atSender(referralId, moments), ...(await this.ofReferral(finding)));
    if (messageId !== undefined && messages.length === 0) lines.push(...(await this.ofMissingMessage(messageId)));
    for (const id of new Set(messages.slice(0, MOST_MESSAGES).map((place) => place.messageId))) {
      lines.push(...(await this.ofMessage(id, messages.filter((place) => place.messageId === id))));
    }
    if (messages.length > MOST_MESSAGES) lines.push(`  and ${messages.length - MOST_MESSAGES} more messages${agency === undefined ? '' : ` of ${agency}`}`);
    return [...lines, ...this.logLines(finding, messages), ...this.endsOfProcesses(moments)];
  }

  private originsOf({ messageId }: Finding): readonly Origin[] {
    return this.sources.origins.get(messageId ?? '') ?? [];
  }

  /** The message itself; without an id the messages of the agency, and without an agency the facts about the referral. */
  private messagesOf({ messageId, referralId, agency }: Finding): readonly TopicPlace[] {
    const { places } = this.sources;
    if (messageId !== undefined) return places.filter((place) => place.messageId === messageId);
    const ofReferral = places.filter((place) => place.referralId === referralId);
    if (typeof agency === 'string') return ofReferral.filter(({ topic }) => topic.endsWith(`.${agency}`));
    return ofReferral.filter(({ topic }) => topic === this.environment.topics.lifecycle());
  }

  private atSender(referralId: string, moments: number[]): readonly string[] {
    const submission = this.ledger.submissions.find(({ answer }) => answer?.referralId === referralId);
    if (submission === undefined) return ['  sender      has no 202 for it'];
    const { firstSentAt, answer, statuses, caseReference, isPoison } = submission;
    if (moments.length === 0) moments.push(firstSentAt, answer?.at ?? firstSentAt);
    const steps = this.ledger.steps.filter((step) => step.referralId === referralId).map(({ agency, rung }) => `${rung} at ${agency}`);
    return [
      `  sender      case ${caseReference}, first sent ${time(firstSentAt)}, answered ${time(answer?.at ?? 0)} (statuses ${listed(counted(statuses.map(String)))})${isPoison === true ? ', poison' : ''}`,
      `  steps       ${steps.length === 0 ? 'none was answered with 200' : steps.join(', ')}`,
    ];
  }

  private async ofReferral({ referralId, agency }: Finding): Promise<readonly string[]> {
    const { rows } = this.sources;
    const id = referralId ?? '';
    const { referral, recipients } = await rows.atPublisher(id);
    return [
      referral === undefined
        ? '  publisher   no row of this referral'
        : `  publisher   accepted ${time(referral.accepted_at)} under key ${referral.idempotency_key}, correlation id ${referral.correlation_id}`,
      ...recipients.map((row) => `  recipient   ${row.agency}, hop ${row.hop}, message ${row.message_id}, published ${time(row.published_at)}`),
      ...(typeof agency === 'string' && this.environment.agencies.includes(agency) ? (await rows.atAgency(id, agency)).map((text) => `  agency      ${agency}: ${text}`) : []),
      ...(await rows.quarantines(id)).map((place) => `  quarantine  ${describeQuarantine(place)}`),
      `  receipts    ${listed(await rows.receipts(id))}`,
      `  audit       ${listed(counted(await rows.events(id)))}`,
    ];
  }

  private async ofMissingMessage(messageId: string): Promise<readonly string[]> {
    const { rows } = this.sources;
    return [
      `  message     ${messageId}`,
      `    outbox      ${await this.outboxOf(messageId)}`,
      '    topic       in no topic',
      ...(await rows.quarantines(messageId)).map((place) => `    quarantine  ${describeQuarantine(place)}`),
      `    effects     ${listed(await rows.effects(messageId, this.environment.agencies))}`,
    ];
  }

  private async ofMessage(messageId: string, places: readonly TopicPlace[]): Promise<readonly string[]> {
    const { rows, consumers } = this.sources;
    const [first] = places;
    const inboxes = await rows.inboxes(messageId);
    const quarantines = await rows.quarantines(messageId);
    return [
      `  message     ${messageId}, ${first?.type}${first?.rung === undefined ? '' : ` ${first.rung}`}, correlation id ${first?.correlationId}`,
      `    outbox      ${await this.outboxOf(messageId)}`,
      ...places.flatMap((place) => [
        `    topic       ${place.topic}/${place.partition} @${place.offset}, written ${time(place.at)}`,
        ...(consumers.get(place.topic) ?? []).map(({ group, schema }) => {
          const quarantine = quarantines.find((each) => each.schema === schema);
          const inbox = inboxes.has(schema) ? 'in the inbox' : 'not in the inbox';
          return `    group       ${group}: ${this.committed(group, place)}; ${inbox}; ${quarantine === undefined ? 'not in quarantine' : describeQuarantine(quarantine)}`;
        }),
      ]),
      `    effects     ${listed(await rows.effects(messageId, this.environment.agencies))}`,
    ];
  }

  private async outboxOf(messageId: string): Promise<string> {
    const waiting = await this.sources.rows.outboxes(messageId);
    if (waiting.length === 0) return 'in no outbox';
    return waiting.map(({ schema, seq, topic, created_at }) => `waits in ${schema}, row ${seq} for ${topic}, since ${time(created_at)}`).join('; ');
  }

  private committed(group: string, { topic, partition, offset }: TopicPlace): string {
    const lag = this.sources.offsets.get(`${group} ${topic}/${partition}`);
    if (lag === undefined || lag.committed === null) return 'no offset committed';
    return `committed ${lag.committed} of ${lag.end}, ${lag.committed > BigInt(offset) ? 'past the message' : 'NOT past the message'}`;
  }

  private logLines(finding: Finding, messages: readonly TopicPlace[]): readonly string[] {
    const { referralId, messageId } = finding;
    const ofSender = this.ledger.submissions.find(({ answer }) => answer !== undefined && answer.referralId === referralId)?.correlationId;
    const ofRequest = this.originsOf(finding).map(({ correlation_id }) => correlation_id ?? undefined);
    const ids = new Set([messageId, ofSender, ...ofRequest, ...messages.map(({ correlationId }) => correlationId)]);
    const lines = new Set([...ids].flatMap((id) => this.linesOf(id)));
    const ofReferral = this.linesOf(referralId).filter((line) => !lines.has(line));
    if (lines.size + ofReferral.length === 0) return ['  log         no line with its ids'];
    return [...shownLines([...lines], MOST_LINES, 'of its requests and messages'), ...shownLines(ofReferral, MOST_LINES_OF_REFERRAL, 'that name the referral')];
  }

  private linesOf(id: string | null | undefined): readonly LogLine[] {
    return this.sources.logs.get(id ?? '') ?? [];
  }

  private endsOfProcesses(moments: readonly number[]): readonly string[] {
    const distance = (at: number): number => Math.min(...moments.map((moment) => Math.abs(at - moment)));
    const ends = this.environment.history.around(moments, AROUND_MS);
    if (ends.length === 0) return ['  processes   none ended or paused within a minute of it'];
    const nearest = ends.toSorted((one, other) => distance(one.at) - distance(other.at)).slice(0, MOST_LINES);
    const more = ends.length > nearest.length ? [`  processes   and ${ends.length - nearest.length} more within a minute`] : [];
    return [...nearest.toSorted((one, other) => one.at - other.at).map(({ at, process, event }) =>
      `  processes   ${time(at)} (${Math.round(distance(at) / 100) / 10} s from it) ${process} ${event}`), ...more];
  }
}

function describeQuarantine({ schema, status, reason_code, topic, partition, kafka_offset, correlation_id, quarantined_at }: Awaited<ReturnType<RowSearch['quarantines']>>[number]): string {
  return `${schema}: ${status}, code ${reason_code}, since ${time(quarantined_at)}, from ${topic}/${partition} @${kafka_offset}, correlation id ${correlation_id ?? 'unknown'}`;
}

function shownLines(lines: readonly LogLine[], most: number, which: string): readonly string[] {
  const sorted = lines.toSorted(byKey(({ time: at }) => at));
  const more = lines.length > most ? [`  log         and ${lines.length - most} more lines ${which}`] : [];
  return [...sorted.slice(0, most).map((line) => `  log         ${line.file} ${line.time.slice(11, 23)} ${line.text}`), ...more];
}

/** The same text several times becomes one with its number, in the order of the first. */
function counted(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => (count === 1 ? text : `${text} x ${count}`));
}

function listed(texts: readonly string[]): string {
  return texts.length === 0 ? 'none' : texts.join(', ');
}

function time(moment: Date | number): string {
  return new Date(moment).toISOString().slice(11, 23);
}
