import { Option, type CommandUnknownOpts } from '@commander-js/extra-typings';

import {
  CORRECTION_REASONS, CorrectionRequest, GRADES, INFORMATION_SOURCES, MISSING_EPISODE_EVENTS, MISSING_RISK_LEVELS, NOT_SHARING_REASONS, WITHDRAWAL_REASONS,
} from '#libs/contracts';

import { idempotencyKey, instant, slug, staffReference, uuid } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { examples, given } from '../command/options.js';
import { answer } from '../connection/connection.js';
import { readRequestFile } from './read-request-file.js';
import { recordChange } from './record-change.js';

/** The changes that a force records after the publication of a referral, or instead of one. */
export function addChangeCommands(referral: CommandUnknownOpts, cli: Cli): void {
  const command = (name: string, description: string) =>
    referral.command(name).description(description).option('--key <key>', 'idempotency key; the same key again is the same record', idempotencyKey);
  const change = (name: string, description: string) => command(name, description).argument('<id>', 'id of the referral', uuid);

  change('correct', `Correct a referral field by field, add children, and remove children. Every agency that holds a corrected field is notified and must acknowledge it. Reasons: ${CORRECTION_REASONS.join(', ')}.`)
    .argument('<file>', 'JSON: {"reason": …, "fields": [{"field": "/children/<childId>/name/family", "value": …}], "addedChildren": [{…}], "removedChildren": ["<childId>"]}; - reads standard input')
    .addHelpText('after', examples(
      ['exchange referral correct <id> docs/examples/correction.json', 'the fields and why'],
      ['exchange referral correct <id> - --key C-17 --json', 'from a pipe, under a key of your own'],
    ))
    .action(async (referralId, file, { key }) => {
      const { text, value: body } = await readRequestFile(CorrectionRequest, file, cli.surroundings.input);
      await recordChange(cli.session, key, (header) =>
        cli.session.publisher().POST('/v1/referrals/{referralId}/corrections', { params: { path: { referralId }, header }, body, bodySerializer: () => text }));
    });
  change('withdraw', 'Withdraw a referral. It stays readable; no agency has to act on it any more.')
    .addOption(new Option('--reason <code>', 'why').choices(WITHDRAWAL_REASONS).makeOptionMandatory())
    .addHelpText('after', examples(['exchange referral withdraw <id> --reason wrong-child', 'it was about another child']))
    .action((referralId, { reason, key }) =>
      recordChange(cli.session, key, (header) =>
        cli.session.publisher().POST('/v1/referrals/{referralId}/withdrawal', { params: { path: { referralId }, header }, body: { reason } })));
  change('regrade', 'Grade the risk again. The first grade stays, and so does the delay between them.')
    .addOption(new Option('--grade <grade>', 'the grade now').choices(GRADES).makeOptionMandatory())
    .requiredOption('--at <time>', 'when it was graded: a time, or how long ago (10m)', instant)
    .requiredOption('--by <reference>', 'the person who graded it: an opaque staff reference, never a name', staffReference)
    .addHelpText('after', examples(['exchange referral regrade <id> --grade red --at 10m --by cc-11', 'ten minutes ago']))
    .action((referralId, { grade, at: gradedAt, by: gradedBy, key }) =>
      recordChange(cli.session, key, (header) =>
        cli.session.publisher().POST('/v1/referrals/{referralId}/risk-gradings', { params: { path: { referralId }, header }, body: { grade, gradedAt, gradedBy } })));
  change('missing', 'Record an event of a missing episode of one child. The 72 hours of the return interview run from `found`, for each return.')
    .addOption(new Option('--event <kind>', 'what happened').choices(MISSING_EPISODE_EVENTS).makeOptionMandatory())
    .requiredOption('--at <time>', 'when it happened', instant)
    .option('--child <id>', 'childId of the child; it may be left out where it can be one child only', uuid)
    .option('--episode <id>', 'episodeId of the missing episode; it may be left out where it can be one only, and of reported', uuid)
    .option('--since <time>', 'of reported: since when the child is missing', instant)
    .addOption(new Option('--risk-level <level>', 'of reported and risk-level-set').choices(MISSING_RISK_LEVELS))
    .addOption(new Option('--source <code>', 'of risk-level-set: the source of the information, as a kind of person').choices(INFORMATION_SOURCES))
    .option('--obtained <time>', 'of risk-level-set: when the information was obtained', instant)
    .addHelpText('after', examples(
      ['exchange referral missing <id> --child <childId> --event found --at 2026-05-23T03:10:00+01:00', 'the child came back'],
      ['exchange referral missing <id> --event risk-level-set --at 5m --risk-level high --source school --obtained 1h', 'the risk was looked at again'],
    ))
    .action((referralId, { child: childId, episode: episodeId, event: kind, at, since: missingSince, riskLevel, source: informationSource, obtained: informationObtainedAt, key }) =>
      recordChange(cli.session, key, (header) =>
        cli.session.publisher().POST('/v1/referrals/{referralId}/missing-episode-events', {
          params: { path: { referralId }, header }, body: given({ childId, episodeId, kind, at, missingSince, riskLevel, informationSource, informationObtainedAt }),
        })));
  command('not-shared', 'Record a decision not to share with an agency: a referral, a notified incident, or a concern that became neither.')
    .requiredOption('--agency <id>', 'the agency that is not notified', slug)
    .addOption(new Option('--reason <code>', 'why').choices(NOT_SHARING_REASONS).makeOptionMandatory())
    .requiredOption('--at <time>', 'when it was decided', instant)
    .option('--referral <id>', 'the referral that is not shared', uuid)
    .addOption(new Option('--incident <id>', 'the incident that nothing is shared from').argParser(uuid).conflicts('referral'))
    .addHelpText('after', examples(
      ['exchange referral not-shared --agency riverside-school --reason below-threshold --at 10m --referral <id>', 'of a referral'],
      ['exchange referral not-shared --agency northshire-csc --reason no-safeguarding-concern --at 1h --incident <id>', 'of an incident'],
    ))
    .action(({ agency, reason, at: decidedAt, referral: referralId, incident: incidentId, key }) =>
      recordChange(cli.session, key, (header) => {
        const publisher = cli.session.publisher();
        if (referralId === undefined) return publisher.POST('/v1/decisions-not-to-share', { params: { header }, body: given({ agency, reason, decidedAt, incidentId }) });
        return publisher.POST('/v1/referrals/{referralId}/decisions-not-to-share', { params: { path: { referralId }, header }, body: { agency, reason, decidedAt } });
      }));
  referral
    .command('feedback-opened')
    .description("Record that you have read an agency's feedback. Its receipt id is in referral status --json.")
    .argument('<id>', 'id of the referral', uuid)
    .argument('<receipt>', 'receiptId of the rung fed_back', uuid)
    .addHelpText('after', examples(['exchange referral feedback-opened <id> <receipt id>', 'as the officer who asked']))
    .action(async (referralId, receiptId) => {
      const params = { path: { referralId, receiptId } };
      await cli.session.output.document(await answer(cli.session.publisher().POST('/v1/referrals/{referralId}/feedback/{receiptId}/opening', { params })));
    });
}
