import type { JsonValue } from '#libs/kernel';

import {
  ACKNOWLEDGEMENT_CONTRACTS, EVENT_CONTRACTS, LIFECYCLE_CONTRACTS, REFERRAL_CONTRACTS,
} from '../events/contracts.js';
import { ACCESS_CONTRACTS } from '../events/access-contracts.js';
import { ETHNICITY_CODE_CONTRACTS } from '../events/change-contracts.js';
import { NOTICE_CONTRACTS } from '../events/notice-contracts.js';
import { DEAD_LETTER_HEADERS } from '../events/dead-letter.js';
import type { EventContract } from '../events/event-contract.js';
import { Topics } from '../transport/topics.js';
import { Instant, Line, Uuid } from '../validation/decorators.js';
import type { JsonSchema } from '../validation/fields.js';
import { jsonSchemaDefinitions } from '../validation/schema.js';

/** Path of the document, relative to the root of the repository. */
export const ASYNCAPI_FILE = 'docs/api/asyncapi.json';

const AGENCY = '{agency}';
const SCHEMAS = '#/components/schemas/';
const UUID = Uuid().rule.schema;
const INSTANT = Instant().rule.schema;
const TEXT = Line(256).rule.schema;

interface Channel {
  readonly id: string;
  readonly address: string;
  readonly description: string;
  readonly contracts: readonly EventContract[];
  /** The apps that write to it. */
  readonly senders: readonly string[];
  readonly readers: readonly string[];
}

/** AsyncAPI 3.0 of all topics, made from the contracts and the topic names. */
export function asyncApiDocument(): JsonSchema {
  const events = channels(new Topics());
  const deadLetters = deadLetterChannels(new Topics());
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Safeguarding Exchange topics',
      version: '1.0.0',
      description:
        'Events are CloudEvents 1.0 in binary mode. Topics are created ahead. The key is an opaque case key, ' +
        'and order is guaranteed per key. Delivery is at least once: consumers find duplicates by ce_id.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries([
      ...events.map((channel) => [channel.id, channelObject(channel, channel.contracts.map(messageName))]),
      ...deadLetters.map((channel) => [channel.id, channelObject(channel, ['DeadLetterNotice'])]),
    ]) as JsonSchema,
    operations: Object.fromEntries([...events, ...deadLetters].flatMap((channel) => operations(channel))),
    components: {
      messages: Object.fromEntries([
        ...EVENT_CONTRACTS.map((contract) => [messageName(contract), messageObject(contract)]),
        ['DeadLetterNotice', deadLetterMessage()],
      ]) as JsonSchema,
      schemas: jsonSchemaDefinitions(EVENT_CONTRACTS.map((contract) => contract.class), SCHEMAS) as JsonSchema,
    },
  };
}

function channels(topics: Topics): readonly Channel[] {
  return [
    {
      id: 'referrals',
      address: topics.referral(AGENCY),
      description: 'Referrals for one agency, and their changes: each message is that agency\'s own view. Holds personal data.',
      contracts: REFERRAL_CONTRACTS,
      senders: ['referral-publisher'],
      readers: ['agency-node'],
    },
    {
      id: 'acknowledgements',
      address: topics.acknowledgement(AGENCY),
      description: 'The statements of one agency about referrals: one message for each statement of a person, and batches of its machine\'s.',
      contracts: ACKNOWLEDGEMENT_CONTRACTS,
      senders: ['agency-node'],
      readers: ['referral-publisher', 'audit-recorder', 'deadline-watch'],
    },
    {
      id: 'ethnicities',
      address: topics.ethnicity(AGENCY),
      description: 'The codes of ethnicity that one agency records, for the publisher alone. Holds personal data.',
      contracts: ETHNICITY_CODE_CONTRACTS,
      senders: ['agency-node'],
      readers: ['referral-publisher'],
    },
    {
      id: 'lifecycle',
      address: topics.lifecycle(),
      description: 'Facts about referrals: ids, codes, times, digests.',
      contracts: LIFECYCLE_CONTRACTS,
      senders: ['referral-publisher'],
      readers: ['audit-recorder', 'deadline-watch'],
    },
    {
      id: 'notices',
      address: topics.notice(AGENCY),
      description: 'Notices of the exchange to one agency, without content: the clocks that run against it, the verdicts on its statements, withdrawals, and redirects that were not followed.',
      contracts: NOTICE_CONTRACTS,
      senders: ['deadline-watch', 'referral-publisher'],
      readers: ['audit-recorder', 'agency-node'],
    },
    {
      id: 'accesses',
      address: topics.access(),
      description: 'Records of access: which known caller was given content or a part of the audit, or was denied it. The audit portal has no connection to Kafka; the audit recorder sends its records.',
      contracts: ACCESS_CONTRACTS,
      senders: ['referral-publisher', 'agency-node', 'deadline-watch', 'audit-recorder'],
      readers: ['audit-recorder'],
    },
  ];
}

function deadLetterChannels(topics: Topics): readonly Channel[] {
  const deadLetter = (id: string, topic: string, group: string, app: string): Channel => ({
    id,
    address: topics.deadLetter(topic, group),
    description: `The dead letters of ${app} for ${topic}: the position and the reason of each quarantined message, without content.`,
    contracts: [],
    senders: [app],
    readers: [],
  });
  const acknowledgements = topics.acknowledgement(AGENCY);
  return [
    deadLetter('referralDeadLetters', topics.referral(AGENCY), topics.agencyGroup(AGENCY), 'agency-node'),
    deadLetter('nodeNoticeDeadLetters', topics.notice(AGENCY), topics.agencyGroup(AGENCY), 'agency-node'),
    deadLetter('publisherDeadLetters', acknowledgements, topics.publisherGroup(), 'referral-publisher'),
    deadLetter('publisherEthnicityDeadLetters', topics.ethnicity(AGENCY), topics.publisherGroup(), 'referral-publisher'),
    deadLetter('recorderReceiptDeadLetters', acknowledgements, topics.recorderGroup(), 'audit-recorder'),
    deadLetter('recorderNoticeDeadLetters', topics.notice(AGENCY), topics.recorderGroup(), 'audit-recorder'),
    deadLetter('recorderAccessDeadLetters', topics.access(), topics.recorderGroup(), 'audit-recorder'),
    deadLetter('watchReceiptDeadLetters', acknowledgements, topics.deadlineGroup(), 'deadline-watch'),
    deadLetter('watchLifecycleDeadLetters', topics.lifecycle(), topics.deadlineGroup(), 'deadline-watch'),
    deadLetter('recorderLifecycleDeadLetters', topics.lifecycle(), topics.recorderGroup(), 'audit-recorder'),
  ];
}

function channelObject({ address, description }: Channel, messages: readonly string[]): JsonSchema {
  const hasAgency = address.includes(AGENCY);
  return {
    address,
    description,
    messages: Object.fromEntries(messages.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    ...(hasAgency && { parameters: { agency: { description: 'Id of the agency in the partnership, such as northshire-csc.' } } }),
  };
}

function operations({ id, senders, readers }: Channel): readonly (readonly [string, JsonValue])[] {
  const operation = (action: 'send' | 'receive', app: string): readonly [string, JsonValue] => {
    const summary = action === 'send' ? `${app} writes to this topic.` : `${app} reads this topic.`;
    return [`${camelCase(app)}.${action}.${id}`, { action, channel: { $ref: `#/channels/${id}` }, summary }];
  };
  return [...senders.map((app) => operation('send', app)), ...readers.map((app) => operation('receive', app))];
}

function messageObject(contract: EventContract): JsonSchema {
  return {
    name: contract.type,
    title: contract.type,
    summary: contract.summary,
    description: contract.personalData ? 'Carries personal data.' : 'Carries no personal data.',
    contentType: 'application/json',
    headers: eventHeaders(contract),
    payload: { $ref: `${SCHEMAS}${contract.class.name}` },
    bindings: { kafka: { key: { type: 'string', description: 'Opaque case key.' } } },
    examples: Object.entries(contract.examples).map(([name, payload]) => ({ name, payload: payload as JsonValue })),
  };
}

function eventHeaders(contract: EventContract): JsonSchema {
  return {
    type: 'object',
    required: [
      'ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time', 'ce_dataschema', 'ce_correlationid', 'ce_partitionkey',
      'content-type',
    ],
    properties: {
      ce_specversion: { const: '1.0' },
      ce_id: { ...UUID, description: 'UUIDv7 of the message; consumers find duplicates by it.' },
      ce_type: { const: contract.type },
      ce_source: { ...TEXT, description: 'The app that publishes the event.' },
      ce_subject: { ...UUID, description: 'The referral\'s id.' },
      ce_time: { ...INSTANT, description: 'When it happened.' },
      ce_dataschema: { const: contract.dataschema },
      ce_correlationid: { ...UUID, description: 'Follows one request through HTTP, topics and stores.' },
      ce_partitionkey: { ...TEXT, description: 'The same as the message key.' },
      'content-type': { const: 'application/json' },
    },
  };
}

function deadLetterMessage(): JsonSchema {
  const { reason, topic, partition, offset, messageId, digest, at } = DEAD_LETTER_HEADERS;
  return {
    name: 'DeadLetterNotice',
    title: 'Dead-letter notice',
    summary: 'A message was quarantined. The headers name its position and the reason; there is no content.',
    headers: {
      type: 'object',
      required: [reason, topic, partition, offset, digest, at],
      properties: {
        [reason]: { ...TEXT, description: 'Code of the reason, such as invalid-payload.' },
        [topic]: { ...TEXT, description: 'Topic of the message.' },
        [partition]: { ...TEXT, description: 'Its partition.' },
        [offset]: { ...TEXT, description: 'Its offset.' },
        [messageId]: { ...UUID, description: 'Its ce_id, if it had a usable one.' },
        [digest]: { ...TEXT, description: 'SHA-256 envelope digest of its bytes.' },
        [at]: { ...INSTANT, description: 'When it was quarantined.' },
      },
    },
    payload: { type: 'null' },
  };
}

function messageName(contract: EventContract): string {
  return contract.class.name;
}

function camelCase(app: string): string {
  return app.replaceAll(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
