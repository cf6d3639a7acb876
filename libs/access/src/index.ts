export { AccessModule } from './access.module.js';
export { CallerResolver, CallerUnknownError, type Caller, type CallerProblem, type RequestHeaders } from './caller.js';
export { HeaderCallerResolver, ORGANISATION_HEADER, PERSON_HEADER } from './header-caller-resolver.js';
export {
  CALLER_REQUIREMENT,
  callerOf,
  CurrentCaller,
  personOf,
  RequireCaller,
  RequireOrganisation,
  RequirePerson,
  type CallerRequirement,
} from './require-caller.js';
