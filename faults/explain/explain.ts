import { byKey } from '#libs/kernel';

import { withClient } from '../../harness/environment/database.js';
import type { Ledger } from '../../harness/load/ledger.js';
import type { Environment } from '../environment/environment.js';
import { describeClass, describeFinding, type Finding, type FindingClass } from '../oracle/finding.js';
import { findInLogs, type LogLine } from './logs.js';
import { RowSearch, type Origin } from './rows.js';
import { consumersByTopic, searchTopics, type Consumers, type TopicPlace, type TopicSearch } from './topics.js';

const READ_TOPICS_MS = 180_000;
const AROUND_MS = 60_000;
const MOST_MESSAGES = 6;
const MOST_LINES = 26;
const byTime = byKey((line: LogLine) => line.time);

/**
 * Explains for the examples of every class of findings where their messages are: from the publisher's row to the audit, with
 * the log lines of their ids and the ends of processes within a minute. The environment must still run.
 *
 * @returns lines of text. An error on the way is one of them, because an explanation must not hide its findings.
 */
export async function explain(environment: Environment, ledger: Ledger, classes: readonly FindingClass[]): Promise<readonly string[]> {
  const lines: string[] = [];
  try {
    await withClient(environment.postgres.url, (client) => explainAll(environment, ledger, classes, new RowSearch(client, environment.agencies), lines));
  } catch (error) {
    lines.push(`the explanation ended early: ${error instanceof Error ? error.message : 'an unknown error'}`);
  }
  return lines;
}

async function explainAll(environment: Environment, ledger: Ledger, classes: readonly FindingClass[], rows: RowSearch, lines: string[]): Promise<void> {
  const examples = classes.flatMap((each) => each.examples);
  const messageIds = new Set(examples.flatMap(({ messageId }) => messageId ?? []));
  const ids = new Set([...messageIds, ...examples.flatMap(({ referralId }) => referralId ?? [])]);
  const consumers = consumersByTopic(environment.exchange.topics, environment.agencies);
  const topics = await searchTopics(environment.kafka.brokers, consumers, ids, READ_TOPICS_MS);
  if (!topics.complete) lines.push('the topics could not be read to their end, so a message may be in one although it is not named here');
  const origins = new Map<string, readonly Origin[]>();
  for (const id of messageIds) origins.set(id, await rows.origins(id));
  const correlationIds = [
    ...[...origins.values()].flat().flatMap(({ correlation_id }) => correlation_id ?? []),
    ...topics.places.flatMap(({ correlationId }) => correlationId ?? []),
    ...ledger.submissions.filter(({ answer }) => ids.has(answer?.referralId ?? '')).map(({ correlationId }) => correlationId),
  ];
  const logs = await findInLogs(environment.logFolder, new Set([...ids, ...correlationIds]));
  const search = new FindingSearch(environment, ledger, rows, consumers, topics, origins, logs);
  for (const each of classes) {
    lines.push('', describeClass(each));
    for (const example of each.examples) lines.push(...(await search.explain(example)).map((line) => `  ${line}`));
    if (each.count > each.examples.length) lines.push(`  and ${each.count - each.examples.length} more of this class`);
  }
}

class FindingSearch {
  constructor(
    private readonly environment: Environment,
    private readonly ledger: Ledger,
    private readonly rows: RowSearch,
    private readonly consumers: Consumers,
    private readonly topics: TopicSearch,
    /** By message id. */
    private readonly origins: ReadonlyMap<string, readonly Origin[]>,
    private readonly logs: ReadonlyMap<string, readonly LogLine[]>,
  ) {}

  async explain(finding: Finding): Promise<readonly string[]> {
    const { referralId, messageId } = finding;
    const messages = this.messagesOf(finding);
    const origins = this.origins.get(messageId ?? '') ?? [];
    const moments = [...messages.map(({ at }) => at), ...origins.map(({ at }) => at.getTime())];
    const lines = [describeFinding(finding)];
    if (typeof referralId === 'string') lines.push(...this.atSender(referralId, moments), ...(await this.ofReferral(referralId, finding.agency)));
    const messageIds = new Set([messageId ?? [], ...messages.slice(0, MOST_MESSAGES).map((place) => place.messageId)].flat());
    for (const id of messageIds) lines.push(...(await this.ofMessage(id, messages.filter((place) => place.messageId === id))));
    if (messages.length > MOST_MESSAGES) lines.push(`  and ${messages.length - MOST_MESSAGES} more messages`);
    return [...lines, ...this.logLines(finding, [...origins.map(({ correlation_id }) => correlation_id), ...messages.map(({ correlationId }) => correlationId)]),
      ...this.endsOfProcesses(moments)];
  }

  /** The message itself; without an id the messages of the agency, and without an agency the facts about the referral. */
  private messagesOf({ messageId, referralId, agency }: Finding): readonly TopicPlace[] {
    const { places } = this.topics;
    if (messageId !== undefined) return places.filter((place) => place.messageId === messageId);
    const ofReferral = places.filter((place) => place.referralId === referralId);
    if (typeof agency === 'string') return ofReferral.filter(({ topic }) => topic.endsWith(`.${agency}`));
    return ofReferral.filter(({ topic }) => topic === this.environment.exchange.topics.lifecycle());
  }

  private atSender(referralId: string, moments: number[]): readonly string[] {
    const submission = this.ledger.submissions.find(({ answer }) => answer?.referralId === referralId);
    if (submission === undefined) return ['  sender      has no 202 for it'];
    const { firstSentAt, answer, statuses, caseReference, isPoison } = submission;
    if (moments.length === 0) moments.push(firstSentAt, answer?.at ?? firstSentAt);
    const steps = this.ledger.steps.filter((step) => step.referralId === referralId).map(({ agency, rung }) => `${rung} at ${agency}`);
    return [
      `  sender      case ${caseReference}, first sent ${time(firstSentAt)}, answered ${time(answer?.at ?? 0)} (statuses ${counted(statuses.map(String))})${isPoison === true ? ', poison' : ''}`,
      `  steps       ${steps.length === 0 ? 'none was answered with 200' : steps.join(', ')}`,
    ];
  }

  private async ofReferral(id: string, agency: string | null | undefined): Promise<readonly string[]> {
    const { rows } = this;
    const known = this.environment.agencies.includes(agency ?? '') ? (agency ?? undefined) : undefined;
    return [
      ...labelled('publisher', await rows.referral(id), 'no row of this referral'),
      ...labelled('recipient', await rows.recipients(id)),
      ...(known === undefined ? [] : labelled(`agency      ${known}:`, await rows.atAgency(id, known), 'no row of this referral')),
      ...labelled('quarantine', (await rows.quarantines(id)).map(({ text }) => text)),
      `  receipts    ${counted(await rows.receipts(id))}`,
      `  audit       ${counted(await rows.events(id))}`,
    ];
  }

  private async ofMessage(messageId: string, places: readonly TopicPlace[]): Promise<readonly string[]> {
    const { rows } = this;
    const [first] = places;
    const receivers = await rows.receivers(messageId);
    const quarantines = await rows.quarantines(messageId);
    const title = first === undefined ? '' : `, ${first.type}${first.rung === undefined ? '' : ` ${first.rung}`}, correlation id ${first.correlationId}`;
    const outboxes = await rows.outboxes(messageId);
    return [
      `  message     ${messageId}${title}`,
      `    outbox      ${outboxes.length === 0 ? 'in no outbox' : outboxes.join('; ')}`,
      ...(first === undefined ? ['    topic       in no topic', ...quarantines.map(({ text }) => `    quarantine  ${text}`)] : []),
      ...places.flatMap((place) => [
        `    topic       ${place.topic}/${place.partition} @${place.offset}, written ${time(place.at)}`,
        ...(this.consumers.get(place.topic) ?? []).map(({ group, schema }) => {
          const quarantine = quarantines.find((each) => each.schema === schema)?.text ?? 'not in quarantine';
          return `    group       ${group}: ${this.committed(group, place)}; ${receivers.has(schema) ? 'received' : 'not received'}; ${quarantine}`;
        }),
      ]),
      `    effects     ${counted(await rows.effects(messageId))}`,
    ];
  }

  private committed(group: string, { topic, partition, offset }: TopicPlace): string {
    const lag = this.topics.offsets.get(`${group} ${topic}/${partition}`);
    if (lag === undefined || lag.committed === null) return 'no offset committed';
    return `committed ${lag.committed} of ${lag.end}, ${lag.committed > BigInt(offset) ? 'past the message' : 'NOT past the message'}`;
  }

  private logLines({ referralId, messageId }: Finding, correlationIds: readonly (string | null | undefined)[]): readonly string[] {
    const ofSender = this.ledger.submissions.find(({ answer }) => answer !== undefined && answer.referralId === referralId)?.correlationId;
    const linesOf = (id: string | null | undefined): readonly LogLine[] => this.logs.get(id ?? '') ?? [];
    const ofRequests = new Set([messageId, ofSender, ...correlationIds].flatMap((id) => linesOf(id)));
    // The lines of its requests and messages first, because those that only name the referral explain less.
    const lines = [...new Set([...ofRequests].toSorted(byTime)), ...linesOf(referralId).filter((line) => !ofRequests.has(line)).toSorted(byTime)];
    if (lines.length === 0) return ['  log         no line with its ids'];
    const more = lines.length > MOST_LINES ? [`  log         and ${lines.length - MOST_LINES} more lines`] : [];
    return [...lines.slice(0, MOST_LINES).map((line) => `  log         ${line.file} ${line.time.slice(11, 23)} ${line.text}`), ...more];
  }

  private endsOfProcesses(moments: readonly number[]): readonly string[] {
    const distance = (at: number): number => Math.min(...moments.map((moment) => Math.abs(at - moment)));
    const ends = this.environment.exchange.history.around(moments, AROUND_MS);
    if (ends.length === 0) return ['  processes   none ended or paused within a minute of it'];
    const nearest = ends.toSorted((one, other) => distance(one.at) - distance(other.at)).slice(0, MOST_LINES);
    const more = ends.length > nearest.length ? [`  processes   and ${ends.length - nearest.length} more within a minute`] : [];
    return [...nearest.toSorted((one, other) => one.at - other.at).map(({ at, process, event }) =>
      `  processes   ${time(at)} (${Math.round(distance(at) / 100) / 10} s from it) ${process} ${event}`), ...more];
  }
}

/** One line for each text; one for `none` when there is no text. */
function labelled(label: string, texts: readonly string[], none?: string): readonly string[] {
  const shown = texts.length === 0 && none !== undefined ? [none] : texts;
  return shown.map((text) => `  ${label.padEnd(11)} ${text}`);
}

/** Equal texts as one with their number, in the order of the first. */
function counted(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => (count === 1 ? text : `${text} x ${count}`)).join(', ') || 'none';
}

function time(moment: number): string {
  return new Date(moment).toISOString().slice(11, 23);
}
