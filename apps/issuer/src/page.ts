import { createHash } from 'node:crypto';

import { accountIdOf, type Identity } from './identities.js';

/** A page with its headers. */
export interface Page {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const STYLE = `
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #0b0c0c; background: #fff; }
  .warning { border-left: 0.4rem solid #b35900; padding: 0.5rem 1rem; }
  ul { list-style: none; padding: 0; }
  li { margin: 0.5rem 0; }
  button { font: inherit; text-align: left; padding: 0.6rem 1rem; border: 2px solid #1d4f91; background: #fff; color: #0b0c0c; cursor: pointer; width: 100%; }
  button:hover { background: #e8eef7; }
  :focus-visible { outline: 3px solid #1d4f91; outline-offset: 2px; }
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

const ROLES: Readonly<Record<Identity['role'], string>> = {
  police: 'Police', practitioner: 'Practitioners of agencies', auditor: 'Auditors', operator: 'Operators of the exchange and of agencies',
};

/**
 * The page to choose a demo identity.
 *
 * @param clientName the program that asks.
 * @param redirectUri the address to which the choice leads. Browsers apply `form-action` to it, too.
 */
export function choicePage(uid: string, clientName: string, redirectUri: string, identities: readonly Identity[]): Page {
  const groups = (Object.keys(ROLES) as Identity['role'][]).map((role) => ({ role, people: identities.filter((each) => each.role === role) }));
  const lists = groups.filter(({ people }) => people.length > 0).map(({ role, people }) => `
    <h2>${ROLES[role]}</h2>
    <ul>${people.map((person) => `
      <li><button name="identity" value="${escaped(accountIdOf(person))}"><strong>${escaped(person.person)}</strong> of ${escaped(person.organisation)}</button></li>`).join('')}
    </ul>`).join('');
  return page('Choose a demo identity', `
    <p>${escaped(clientName)} asks for access to the exchange. Choose the person to act as.</p>
    <p class="warning"><strong>For development only.</strong> No password is asked for. Use no real data.</p>
    <form method="post" action="/interaction/${escaped(uid)}">${lists}
      <h2>No identity</h2>
      <ul><li><button name="refuse" value="yes">Refuse the access</button></li></ul>
    </form>`, `'self' ${originOf(redirectUri)}`);
}

/** A page that explains a fault of a request; the program that asked is at fault, so there is no choice. */
export function errorPage(reason: string): Page {
  return page('The request cannot be answered', `
    <p>The development issuer refuses the request: ${escaped(reason)}.</p>
    <p>Close this page and start again: <code>exchange login</code>.</p>`, "'none'");
}

function page(title: string, content: string, formAction: string): Page {
  const body = `<!doctype html>
<html lang="en-GB">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} - Safeguarding Exchange</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
    <h1>${title}</h1>${content}
    </main>
  </body>
</html>
`;
  return {
    body,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
  };
}

function originOf(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).origin : '';
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
