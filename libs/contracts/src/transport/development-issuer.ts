/**
 * The issuer of tokens for development (`apps/issuer`). It is no app of the exchange: no referral passes it, production has another issuer,
 * and `APPS` lacks it, so no list of the exchange's own apps gets a development program by accident.
 */
export const DEVELOPMENT_ISSUER = { name: 'issuer', id: 'issuer', inWords: 'the development issuer', portOffset: 98 } as const;

/** The scope that every client of the exchange asks an issuer for. Rights come from the organisation and the roles, not from scopes. */
export const TOKEN_SCOPE = 'exchange';

/** The public client of `exchange login`. */
export const COMMAND_LINE_CLIENT = 'exchange-cli';
