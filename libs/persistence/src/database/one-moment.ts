import { statement } from './statement.js';

/** The first statement of a transaction whose later ones all see one moment, and which writes nothing. */
export const ONE_MOMENT = statement('one-moment', 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
