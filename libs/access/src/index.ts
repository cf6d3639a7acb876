export { AccessModule } from './access.module.js';
export { CallerResolver, CallerUnknownError, type Caller } from './caller.js';
export { keysAtUrl, keysInFile, keysOfIssuer } from './tokens/key-sources.js';
export { KeySet, type KeyObserver, type KeySource } from './tokens/key-set.js';
export { TokenVerifier, type TokenRules } from './tokens/token-verifier.js';
export { type TokenFault, type VerifiedToken } from './tokens/verified-token.js';
export { ORGANISATION_HEADER, PERSON_HEADER } from './header-caller-resolver.js';
export {
  CALLER_REQUIREMENT, callerOf, CurrentCaller, personOf, RequireOrganisation, RequirePerson, type CallerRequirement,
} from './require-caller.js';
