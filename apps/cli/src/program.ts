import { Command, Option } from '@commander-js/extra-typings';

import { addAgreementCommands } from './agreement/agreement-commands.js';
import { addAppProgramCommands } from './app-programs/app-program-commands.js';
import { addAuditCommands } from './audit/audit-commands.js';
import { baseUrl, slug, staffReference } from './command/arguments.js';
import type { Cli } from './command/cli.js';
import { addCompletionCommand } from './completion/completion-command.js';
import { EXIT_CODES_HELP } from './command/exit-codes.js';
import { ACCESS_REASONS } from '#libs/contracts';
import { readManifest } from '#libs/local-services';
import { addDeadLetterCommands } from './deadletter/deadletter-commands.js';
import { addDoctorCommand } from './doctor/doctor-command.js';
import { addIncidentCommands } from './incident/incident-commands.js';
import { addInboxCommands } from './inbox/inbox-commands.js';
import { addReferralCommands } from './referral/referral-commands.js';
import { addSandboxCommands } from './sandbox/sandbox-commands.js';
import { addTokenCommands } from './identity/token-commands.js';
import { addTopicsCommands } from './topics/topics-commands.js';

const IDENTITY_HELP = `Where the servers are, and who you are:
  An option comes before the environment (EXCHANGE_PUBLISHER_URL, EXCHANGE_AUDIT_URL, EXCHANGE_INBOX_URL, EXCHANGE_RECORDER_URL,
  EXCHANGE_WATCH_URL, EXCHANGE_ORGANISATION, EXCHANGE_PERSON), and that before a running sandbox. The sandbox is found by --sandbox,
  EXCHANGE_SANDBOX, .data/sandbox.json in this folder or above it, or in the repository of this program.
  In a sandbox, a demo identity completes the rest: police refer, practitioners answer, an auditor searches.

Tokens: each command gets and renews its own.
  In a sandbox, from the issuer of the sandbox, for the demo identity. Elsewhere from a file (--token-file, EXCHANGE_TOKEN_FILE), for a system
  (EXCHANGE_TOKEN_ISSUER, EXCHANGE_CLIENT_ID, EXCHANGE_CLIENT_KEY_FILE), or from the login of "exchange login".`;

const EXAMPLES = `Examples:
  exchange doctor                                       # is everything well?
  exchange referral submit docs/examples/referral.json  # publish a referral
  exchange inbox list --agency northshire-csc           # the referrals that have arrived there
  exchange audit timeline <referral id>                 # the whole timeline of one referral`;

/** The whole command line. Throws commander's error instead of ending the process. */
export function createProgram(cli: Cli) {
  const { out, err } = cli.surroundings;
  const program = new Command('exchange')
    .description('Safeguarding Exchange at the command line: publish, answer, audit and look after referrals.')
    .version(readManifest().version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: (text) => err.write(text),
      outputError: (text, write) => write(withoutValue(text)),
      getOutHelpWidth: () => 120,
      getErrHelpWidth: () => 120,
    })
    .showHelpAfterError('Add --help to see what may be given.')
    .allowExcessArguments(false)
    .option('--json', 'one JSON document on standard output; messages stay on standard error')
    .option('--utc', 'times in UTC; without it, in the time of England with its zone (GMT or BST). JSON always has UTC')
    .option('--sandbox <file>', "the sandbox.json of the sandbox to talk to; --no-sandbox looks for none")
    .option('--no-sandbox', 'look for no sandbox')
    .option('--as-organisation <id>', 'act for this organisation of the partnership', slug)
    .option('--as-person <reference>', 'act as this person: an opaque staff reference, never a name', staffReference)
    .option('--token-file <file>', 'a file with the access token to send, instead of a login or a demo identity')
    .addOption(new Option('--access-reason <code>', 'why you read content or the audit, for the record of access').choices(ACCESS_REASONS))
    .option('--publisher-url <url>', 'where the referral publisher is', baseUrl)
    .option('--audit-url <url>', 'where the audit portal is', baseUrl)
    .option('--inbox-url <url>', "where the agency's node is", baseUrl)
    .addHelpText('after', `\n${EXAMPLES}\n\n${IDENTITY_HELP}\n\n${EXIT_CODES_HELP}`)
    // Before the arguments of a command are read, because `24h` counts back from the exchange's present time.
    .hook('preSubcommand', (root) => cli.moveClock(root.opts()))
    .hook('preAction', (_, command) => cli.begin(command.optsWithGlobals()));
  addDoctorCommand(program, cli);
  addAppProgramCommands(program, cli);
  addTopicsCommands(program, cli);
  addReferralCommands(program, cli);
  addIncidentCommands(program, cli);
  addInboxCommands(program, cli);
  addAuditCommands(program, cli);
  addDeadLetterCommands(program, cli);
  addAgreementCommands(program, cli);
  addSandboxCommands(program, cli);
  addTokenCommands(program, cli);
  addCompletionCommand(program, cli);
  return program;
}

/** Removes the refused value from commander's message, because a name typed in place of a reference would reach a log. */
export function withoutValue(text: string): string {
  return text
    .replace(/(error: option '[^']*') argument '[\s\S]*' is invalid\./, "$1 has a value that is not valid.")
    .replace(/error: command-argument value '[\s\S]*' is invalid for (argument '[^']*')\./, 'error: $1 has a value that is not valid.');
}
