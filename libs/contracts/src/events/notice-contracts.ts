import { DEADLINE_CONTRACTS } from './deadline-contracts.js';
import type { EventContract } from './event-contract.js';

/** The events of an agency's notice topic: what the exchange notifies the agency of, without content. */
export const NOTICE_CONTRACTS: readonly EventContract[] = [...DEADLINE_CONTRACTS];
