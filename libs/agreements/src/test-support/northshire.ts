import { describeProblem } from '../reading/problem.js';
import { readPartnership } from '../reading/read-partnership.js';

const read = await readPartnership('infra/partnership/northshire/partnership.yaml');
if (!read.ok) throw new Error(read.error.map((problem) => describeProblem(problem)).join('\n'));

/** The demonstration partnership, from its files. */
export const northshire = read.value;
