import { Controller, Get, HttpCode, Post } from '@nestjs/common';

import { CurrentCaller, Permits, personOf, type Caller } from '#libs/access';
import { DEAD_LETTER_STATUSES, DeadLetterItem, DeadLetterList, DeadLetterClosed, DiscardRequest } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, ContractBody, ContractQuery, Describes, ProblemException, query, UuidParam, withDefault, type QueryOf,
} from '#libs/http-api';

import { DeadLetters, type DeadLetterFilter } from '../dead-letters.js';
import { deadLetterItem } from './dead-letter-item.js';

const filters = {
  status: query.choice(DEAD_LETTER_STATUSES, 'Only those that wait, were replayed, or were given up.'),
  reasonCode: query.slug('Only those with this reason.'),
  referralId: query.uuid('Only those of this referral.'),
  cursor: query.uuid('Where the page begins: next of the page before.'),
  limit: withDefault(query.integer(1, 200, 'Dead letters on a page.'), 50),
};

/**
 * Lists, replays and discards the dead letters of an app's consumer. It is the same in every consuming app: the app
 * provides {@link DeadLetters} and lists this controller.
 */
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(private readonly letters: DeadLetters) {}

  @Get()
  @Permits('dead-letters.list')
  @Describes('List dead letters', 'Quarantined messages, newest first: their place and the reason, never their content.')
  @ApiContractResponse(200, DeadLetterList)
  @ApiProblems('GEN-003', 'GEN-010')
  async list(@ContractQuery(filters) { cursor, limit, ...filter }: QueryOf<typeof filters>): Promise<DeadLetterList> {
    const page = await this.letters.list(given(filter), { limit, ...(cursor !== undefined && { after: cursor }) });
    return { ...page, items: page.items.map((letter) => deadLetterItem(letter)) };
  }

  @Get(':id')
  @Permits('dead-letters.read')
  @Describes('Read a dead letter')
  @ApiContractResponse(200, DeadLetterItem)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-005')
  async read(@UuidParam('id') id: string): Promise<DeadLetterItem> {
    const letter = await this.letters.get(id);
    if (letter === undefined) throw new ProblemException('ACK-005');
    return deadLetterItem(letter);
  }

  @Post(':id/replay')
  @Permits('dead-letters.replay')
  @HttpCode(200)
  @Describes(
    'Replay a dead letter',
    'Reads the stored message again and gives it its effect, once, however often and by however many this is asked for.',
  )
  @ApiContractResponse(200, DeadLetterClosed)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-005', 'ACK-006', 'ACK-007')
  async replay(@UuidParam('id') id: string, @CurrentCaller() caller: Caller): Promise<DeadLetterClosed> {
    const outcome = await this.letters.replay(id, personOf(caller));
    switch (outcome.status) {
      case 'not-found':
        throw new ProblemException('ACK-005');
      case 'already-discarded':
        throw new ProblemException('ACK-007');
      case 'still-invalid': {
        const { code, reason, pointers } = outcome;
        const errors = pointers.map((pointer) => ({ pointer, code, message: reason }));
        throw new ProblemException('ACK-006', { detail: `${reason} (${code}) Replaying it had no effect.`, errors });
      }
      default:
        return { id, result: outcome.status };
    }
  }

  @Post(':id/discard')
  @Permits('dead-letters.discard')
  @HttpCode(200)
  @Describes('Give up a dead letter', 'Erases its content for good. What is known about it stays.')
  @ApiContractResponse(200, DeadLetterClosed)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-005', 'ACK-007')
  async discard(
    @UuidParam('id') id: string,
    @ContractBody(DiscardRequest) { reason }: DiscardRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<DeadLetterClosed> {
    const { status } = await this.letters.discard(id, personOf(caller), reason);
    if (status === 'not-found') throw new ProblemException('ACK-005');
    if (status === 'already-replayed') throw new ProblemException('ACK-007');
    return { id, result: status };
  }
}

function given({ status, reasonCode, referralId }: Omit<QueryOf<typeof filters>, 'cursor' | 'limit'>): DeadLetterFilter {
  return {
    ...(status !== undefined && { status }),
    ...(reasonCode !== undefined && { reasonCode }),
    ...(referralId !== undefined && { referralId }),
  };
}
