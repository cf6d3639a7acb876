import type { AnchorEvent } from '../rule.js';

/** One event that carries the time of an anchor, however the exchange learns it. */
export interface AnchorSource {
  readonly anchor: AnchorEvent;
  /** Name of the event's contract. */
  readonly event: string;
  /** The kind of event, or the rung, that is meant, where the contract has several. */
  readonly kind?: string;
  /** The field that holds the time. `[]` stands for every item of a list. */
  readonly field: string;
  /** `states`: the time. `takes-back`: the anchor did not happen, which cancels its clock. */
  readonly effect: 'states' | 'takes-back';
  /** True where another time corrects the earlier one: the first clock ends as superseded, and a second one counts. */
  readonly isCorrectable: boolean;
}

const FOUND_AT = 'children[].missingEpisodes[].foundAt';

/**
 * Every source of every anchor. The watch folds these, and no others. A test compares this table with the code that folds and with
 * docs/clocks.md.
 */
export const ANCHOR_SOURCES: readonly AnchorSource[] = [
  once('referral-published', 'safeguarding.referral.published', 'publishedAt'),
  once('referral-published', 'safeguarding.referral.forwarded', 'forwardedAt'),
  once('referral-published', 'safeguarding.referral.recipient-added', 'addedAt'),
  // Of a handover: a clock of the successor counts from the time that the clock of the ended agency counted from.
  once('referral-published', 'safeguarding.referral.recipient-added', 'due[].anchorAt'),
  // Of an assessment: the correction that added the child. One that takes a child out takes its starts back.
  once('referral-published', 'safeguarding.correction.published', 'correctedAt'),
  removal('referral-published'),
  once('la-ack-breached', 'safeguarding.deadline.escalated', 'clock.dueAt'),
  { ...once('no-holder', 'safeguarding.referral.acknowledged', 'occurredAt'), kind: 'refused' },
  once('no-holder', 'safeguarding.referral.forwarding-declined', 'declinedAt'),
  once('no-holder', 'safeguarding.referral.forwarded', 'forwardedAt'),
  once('no-holder', 'safeguarding.referral.recipient-added', 'addedAt'),
  once('no-holder', 'safeguarding.referral.agency-ended', 'endedAt'),
  // A correction that takes a child out of the copy of the last agency that had it.
  once('no-holder', 'safeguarding.correction.published', 'correctedAt'),
  milestone('strategy-discussion-held'),
  removal('strategy-discussion-held'),
  milestone('section-47-started'),
  removal('section-47-started'),
  milestone('assessment-started'),
  removal('assessment-started'),
  correctable('child-returned', 'safeguarding.referral.published', FOUND_AT),
  correctable('child-returned', 'safeguarding.correction.published', FOUND_AT),
  correctable('child-returned', 'safeguarding.missing-episode.recorded', 'at', 'found'),
  { ...correctable('child-returned', 'safeguarding.correction.published', FOUND_AT), effect: 'takes-back' },
  { ...correctable('child-returned', 'safeguarding.missing-episode.recorded', 'recordedAt', 'found-in-error'), effect: 'takes-back' },
  correctable('reasonable-grounds', 'safeguarding.referral.published', 'recipients[].due[].anchorAt'),
  correctable('reasonable-grounds', 'safeguarding.referral.forwarded', 'due[].anchorAt'),
  correctable('reasonable-grounds', 'safeguarding.referral.recipient-added', 'due[].anchorAt'),
  correctable('reasonable-grounds', 'safeguarding.correction.published', 'due[].due[].anchorAt'),
  { ...correctable('reasonable-grounds', 'safeguarding.correction.published', 'due[].supersedes[].anchorAt'), effect: 'takes-back' },
];

function once(anchor: AnchorEvent, event: string, field: string): AnchorSource {
  return { anchor, event, field, effect: 'states', isCorrectable: false };
}

function correctable(anchor: AnchorEvent, event: string, field: string, kind?: string): AnchorSource {
  return { anchor, event, field, effect: 'states', isCorrectable: true, ...(kind !== undefined && { kind }) };
}

/** An agency's own statement of a step. */
function milestone(anchor: AnchorEvent): AnchorSource {
  return correctable(anchor, 'safeguarding.milestone.stated', 'at', anchor);
}

/** A correction that takes a child out of the referral. */
function removal(anchor: AnchorEvent): AnchorSource {
  return { ...once(anchor, 'safeguarding.correction.published', 'children[].childId'), effect: 'takes-back' };
}
