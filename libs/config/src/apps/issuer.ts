import { defaultPortOf, DEVELOPMENT_ISSUER } from '#libs/contracts';

import { derived, httpUrl, integer, path, port, text, type Setting } from '../setting.js';
import { settingsSchema, type SettingsOf } from '../settings.js';
import { logLevel } from './shared.js';

const NOT_IN_PRODUCTION = 'EXCHANGE_MODE has to be development or test, because the development issuer gives a token of every demo identity to every caller.'
  + ' In production the apps need the issuer of an organisation: set their TOKEN_ISSUER to its address.';

/** Required, because a program without it is in production mode. */
const mode: Setting<string> = {
  ...text(
    'EXCHANGE_MODE',
    { pattern: /^(?:development|test)$/, expected: 'development or test; production, which is the default, refuses the development issuer' },
    { description: 'The development issuer runs in a sandbox or a test only, because it gives a token to every caller that asks.', example: 'development' },
  ),
  explain: () => NOT_IN_PRODUCTION,
};

export const issuerSettings = settingsSchema(DEVELOPMENT_ISSUER.name, {
  mode,
  host: text(
    'HOST',
    { pattern: /^[A-Za-z0-9.:-]{1,253}$/, expected: 'a host name or IP address' },
    { default: '127.0.0.1', description: 'Address to listen on. No other machine may reach it, because every caller gets a token.' },
  ),
  port: port('PORT', { default: defaultPortOf('referral-publisher') + DEVELOPMENT_ISSUER.portOffset, description: 'Port to listen on.' }),
  logLevel,
  issuerUrl: derived(
    httpUrl('ISSUER_URL', { description: 'The address that tokens name as their issuer, as its users reach it.' }),
    'http://127.0.0.1:<PORT>',
    ({ port: own }) => `http://127.0.0.1:${String(own)}`,
  ),
  identitiesFile: path('IDENTITIES_FILE', { description: 'The demo identities (JSON): role, organisation and person of each.', example: './identities.json' }),
  dataFolder: path('ISSUER_DATA', { description: 'Folder for the keys, which are made at the first start.', example: './issuer-data' }),
  tokenSeconds: integer('TOKEN_SECONDS', { min: 2, max: 3_600 }, { default: 600, description: 'How long a token lasts, in seconds.' }),
});
export type IssuerSettings = SettingsOf<typeof issuerSettings>;
