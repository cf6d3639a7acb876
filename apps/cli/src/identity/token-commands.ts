import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import { APPS, audienceOf, COMMAND_LINE_CLIENT, TOKEN_SCOPE, type SharedAppId } from '#libs/contracts';
import type { DemoRole, SandboxIdentity } from '#libs/local-services';

import { baseUrl, slug, staffReference } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { CommandFailed } from '../command/command-failed.js';
import { examples } from '../command/options.js';
import type { Session } from '../command/session.js';
import { claimsOf } from './access-token.js';
import { loadOAuth, discover, orFailure } from './oauth.js';

const SHARED: readonly SharedAppId[] = APPS.flatMap((app) => (app.isPerAgency ? [] : [app.id]));
const FOR = `${SHARED.join(', ')}, or the id of an agency for its node`;

/** The app that people of a role call first. */
const FIRST_APP: Readonly<Record<DemoRole, (organisation: string) => string>> = {
  police: () => 'publisher', practitioner: (organisation) => organisation, auditor: () => 'portal', operator: () => 'recorder',
};

/** The commands about the caller's own tokens. */
export function addTokenCommands(program: CommandUnknownOpts, cli: Cli): void {
  program
    .command('token')
    .description('Print an access token, for curl and other programs. In a sandbox, of a demo identity; elsewhere, of the login or the system that the environment names.')
    .option('--as <person>', 'in a sandbox: the demo identity with this staff reference', staffReference)
    .option('--for <app>', `the app that the token is for: ${FOR}; by default the app of the demo identity`, slug)
    .addHelpText('after', examples(
      ['exchange token --as sw-0142', 'of a social worker, for the node of her agency'],
      ['exchange token --as insp-0007 --for portal --json', 'with its audience, for a program'],
      ['curl -H "authorization: Bearer $(exchange token --as pc-2041)" http://127.0.0.1:4100/v1/referrals', 'a request of a force'],
    ))
    .action((options) => printToken(cli.session, options));
  program
    .command('login')
    .description('Log in at an issuer with a browser. Later commands without a sandbox use the login and renew its tokens. A sandbox needs no login.')
    .option('--issuer <url>', 'the issuer; by default EXCHANGE_TOKEN_ISSUER, else that of the running sandbox', baseUrl)
    .option('--client-id <id>', 'the client as the issuer knows it', COMMAND_LINE_CLIENT)
    .option('--scope <scopes>', 'the scopes to ask for', TOKEN_SCOPE)
    .option('--for <apps...>', `the apps that the login is for: ${FOR}; by default ${SHARED.join(', ')} and the node of your organisation`)
    .addHelpText('after', examples(
      ['exchange login --issuer https://login.northshire.example --as-organisation northshire-csc', 'a social worker, at the issuer of her organisation'],
      ['exchange login --for portal', 'an auditor, for the audit portal alone'],
    ))
    .action((options) => login(cli.session, options));
  program
    .command('logout')
    .description('Remove the login of this user, and revoke it at its issuer.')
    .addHelpText('after', examples(['exchange logout', 'before somebody else uses this account of the machine']))
    .action(() => logout(cli.session));
}

interface TokenOptions {
  readonly as?: string | undefined;
  readonly for?: string | undefined;
}

async function printToken(session: Session, { as, for: named }: TokenOptions): Promise<void> {
  const claimed = { ...session.claimed, ...(as !== undefined && { person: as }) };
  const identity = session.sandbox === undefined ? undefined : demoIdentity(session.sandbox.identities, claimed);
  const app = named ?? (identity === undefined ? undefined : FIRST_APP[identity.role](identity.organisation));
  if (app === undefined) throw CommandFailed.usage(`Name the app that the token is for with --for: ${FOR}.`);
  const audience = audienceNamed(app);
  const caller = { organisation: claimed.organisation ?? identity?.organisation, person: claimed.person ?? identity?.person };
  const { value, prove } = await (await session.tokenSource(caller)).token({ known: audience }, session.signal);
  const { subject, organisation } = claimsOf(value);
  await session.output.result({ token: value, type: prove === undefined ? 'Bearer' : 'DPoP', audience, organisation, subject }, [value]);
  if (prove !== undefined) session.output.note('The token is bound to a key of this command line (DPoP), so another program cannot use it.');
}

/** The identity with the claimed person and organisation; the first police officer where neither is claimed. Undefined for a colleague outside the list. */
function demoIdentity(identities: readonly SandboxIdentity[], { organisation, person }: { readonly organisation: string | undefined; readonly person: string | undefined }): SandboxIdentity | undefined {
  const ofOrganisation = identities.filter((each) => organisation === undefined || each.organisation === organisation);
  const found = ofOrganisation.find((each) => person === undefined || each.person === person);
  if (found !== undefined) return found;
  const [first] = ofOrganisation;
  if (organisation !== undefined && person !== undefined && first !== undefined) return { ...first, person };
  throw CommandFailed.usage(`No demo identity is such a person. The demo identities are ${identities.map((each) => `${each.person} of ${each.organisation}`).join(', ')}. A colleague of theirs needs --as-organisation, too.`);
}

/** The audience of an app by its name at the command line. */
function audienceNamed(name: string): string {
  const shared = SHARED.find((id) => id === name);
  return shared === undefined ? audienceOf('node', name) : audienceOf(shared);
}

interface LoginOptions {
  readonly issuer?: string | undefined;
  readonly clientId: string;
  readonly scope: string;
  readonly for?: readonly string[] | undefined;
}

async function login(session: Session, options: LoginOptions): Promise<void> {
  const { output, signal, loginStore, claimed, settings } = session;
  const issuer = options.issuer ?? settings.tokenIssuer ?? session.sandbox?.issuer.url;
  if (issuer === undefined) throw CommandFailed.usage('The issuer is not known: give --issuer, or set EXCHANGE_TOKEN_ISSUER.');
  const { logIn } = await import('./log-in.js');
  const apps = options.for ?? [...SHARED, ...(claimed.organisation === undefined ? [] : [claimed.organisation])];
  const stored = await logIn({
    issuer, clientId: options.clientId, scope: options.scope, audiences: apps.map((app) => audienceNamed(slug(app))), signal,
    show: (address) => output.note(`Open this address in a browser:\n  ${address}`),
  });
  await loginStore.write(stored);
  const { subject, organisation } = claimsOf(Object.values(stored.tokens)[0]?.value ?? '');
  await output.result({ issuer, organisation, subject, file: loginStore.file }, [`Logged in as ${subject ?? 'an unnamed person'} of ${organisation ?? 'an unnamed organisation'}.`]);
  if (session.sandbox !== undefined) output.note('Commands in this sandbox go on with its demo identities. The login counts with --no-sandbox.');
}

/** The login is removed first, so that an issuer that is away cannot keep it here. */
async function logout(session: Session): Promise<void> {
  const { output, loginStore, signal } = session;
  const stored = await loginStore.read().catch(() => undefined);
  const removed = await loginStore.remove();
  await output.result({ removed }, [removed ? 'Logged out.' : 'There was no login.']);
  if (stored?.refreshToken === undefined) return;
  const { issuer, clientId, refreshToken } = stored;
  const oauth = await loadOAuth();
  try {
    const configuration = await discover(oauth, issuer, clientId, oauth.None(), signal);
    if (configuration.serverMetadata().revocation_endpoint === undefined) return;
    await orFailure(issuer, signal, () => oauth.tokenRevocation(configuration, refreshToken));
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    output.note(`The issuer did not revoke the login, so it ends there by itself: ${error.firstLine}`);
  }
}
