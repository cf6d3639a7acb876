export { PROBLEMS, problemType, type ProblemCode, type ProblemDefinition } from './problems.js';
