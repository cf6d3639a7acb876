import { Controller, Get } from '@nestjs/common';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { RecommendationHistory, RecommendationList } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, Describes, NoQuery, ProblemException, SlugParam } from '#libs/http-api';
import { Database } from '#libs/persistence';

import { databaseNow } from '../ageing/database-clock.js';
import { AuditScope } from '../scope/audit-scope.js';
import { Recommendations } from './recommendations.js';
@Controller('v1/recommendations')
export class RecommendationsController {
  constructor(
    private readonly database: Database,
    private readonly recommendations: Recommendations,
    private readonly scope: AuditScope,
  ) {}

  @Get()
  @Permits('audit.list-recommendations')
  @NoQuery()
  @Describes(
    'List the recommendations of inspections',
    'From the action plans that the partnership file names: who answers for each, when it is due and why, and the measure that shows whether it has been followed, over '
      + 'the last four weeks. Agencies and forces see those that they answer for, auditors all.',
  )
  @ApiContractResponse(200, RecommendationList)
  @ApiProblems('AUD-010', 'GEN-010')
  async list(@CurrentCaller() caller: Caller): Promise<RecommendationList> {
    const asOf = await databaseNow(this.database);
    return { asOf, items: await this.recommendations.list(this.scope.of(caller), asOf) };
  }

  @Get(':id')
  @Permits('audit.read-recommendation')
  @NoQuery()
  @Describes('Follow one recommendation', 'As in the list, with the measure in each month since the report was received.')
  @ApiContractResponse(200, RecommendationHistory)
  @ApiProblems('AUD-009', 'AUD-010', 'GEN-010')
  async find(@SlugParam('id') id: string, @CurrentCaller() caller: Caller): Promise<RecommendationHistory> {
    const asOf = await databaseNow(this.database);
    const found = await this.recommendations.find(this.scope.of(caller), id, asOf);
    if (found === undefined) throw new ProblemException('AUD-009');
    return { asOf, ...found };
  }
}
