export { AccessModule } from './access.module.js';
export { CallerResolver, CallerUnknownError, type Caller } from './caller.js';
export { ORGANISATION_HEADER, PERSON_HEADER } from './header-caller-resolver.js';
export {
  CALLER_REQUIREMENT, callerOf, CurrentCaller, personOf, RequireOrganisation, RequirePerson, type CallerRequirement,
} from './require-caller.js';
