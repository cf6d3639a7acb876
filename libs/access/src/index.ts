export { AccessModule } from './access.module.js';
export { CallerResolver, CallerUnknownError, type Caller, type CallerRefusal, type CallerRequest } from './caller.js';
export { ProofCheck } from './proofs/proof-check.js';
export { SeenProofs } from './proofs/seen-proofs.js';
export {
  assertionOf, CALLER_REQUIREMENT, callerOf, CurrentCaller, namedPersonOf, personOf, RequireOrganisation, RequirePerson, type CallerRequirement, type NamedPerson,
} from './require-caller.js';
export { PERSON_HEADER, TokenCallerResolver } from './token-caller-resolver.js';
export { keysAtUrl, keysInFile, keysOfIssuer } from './tokens/key-sources.js';
export { KeySet, type KeyObserver, type KeySource } from './tokens/key-set.js';
export { TokenVerifier, type TokenRules } from './tokens/token-verifier.js';
export { type TokenFault, type VerifiedToken } from './tokens/verified-token.js';
