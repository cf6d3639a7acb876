import { Global, Module, type DynamicModule } from '@nestjs/common';

import { describeProblem, readPartnership, type Partnership } from '#libs/agreements';
import { StartRefused } from '#libs/http-api';

/** Injection token of the partnership and its sharing agreements, as read at the start. */
export const PARTNERSHIP = Symbol('PARTNERSHIP');

/** Reads the partnership once. An app whose partnership cannot be used does not start: it would send to nobody, or to the wrong ones. */
@Global()
@Module({})
export class PartnershipModule {
  static read(file: string): DynamicModule {
    return {
      module: PartnershipModule,
      providers: [{ provide: PARTNERSHIP, useFactory: () => partnershipOf(file) }],
      exports: [PARTNERSHIP],
    };
  }
}

async function partnershipOf(file: string): Promise<Partnership> {
  const read = await readPartnership(file);
  if (read.ok) return read.value;
  throw new StartRefused(`the partnership is not usable.\n${read.error.map((problem) => `  ${describeProblem(problem)}`).join('\n')}`);
}
