import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { Public } from '#libs/access';
import { PROBLEMS, type ProblemCode, type ProblemDefinition } from '#libs/contracts';

import { ApiMediaResponse, ApiProblems, Describes } from '../input/describe-operation.js';
import { ProblemException } from '../problems/problem-exception.js';
import { escapeHtml, renderPage, sendHtml } from './page.js';

/** The pages that the `type` of a problem document links to: HTML for browsers, JSON for other clients. */
@Public('A caller without a valid token has to be able to read why. It shows no data.')
@Controller('problems')
export class ProblemsController {
  @Get()
  @Describes('Every problem that the exchange answers with.')
  @ApiMediaResponse(200, 'application/json', 'Code, status, title, explanation and remedy of each.')
  list(@Headers('accept') accept: string | undefined, @Res({ passthrough: true }) reply: FastifyReply) {
    const problems = Object.values<ProblemDefinition>(PROBLEMS);
    if (!wantsHtml(accept)) return problems;
    const items = problems.map(({ code, title }) => `<li><a href="/problems/${code}">${code}: ${escapeHtml(title)}</a></li>`);
    return sendHtml(reply, renderPage('Problems', `<h1>Problems</h1>\n<ul>\n${items.join('\n')}\n</ul>`));
  }

  @Get(':code')
  @Describes('What a problem means and what to do about it.')
  @ApiMediaResponse(200, 'application/json', 'Code, status, title, explanation and remedy.')
  @ApiProblems('GEN-003')
  explain(
    @Param('code') code: string,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (!Object.hasOwn(PROBLEMS, code)) throw new ProblemException('GEN-003');
    const problem: ProblemDefinition = PROBLEMS[code as ProblemCode];
    return wantsHtml(accept) ? sendHtml(reply, page(problem)) : problem;
  }
}

function wantsHtml(accept = ''): boolean {
  return accept.includes('text/html');
}

function page({ code, status, title, explanation, remedy }: ProblemDefinition): string {
  const heading = `${code}: ${title}`;
  return renderPage(
    heading,
    `<h1>${escapeHtml(heading)}</h1>
<p>HTTP status ${status}.</p>
<h2>What it means</h2>
<p>${escapeHtml(explanation)}</p>
<h2>What to do</h2>
<p>${escapeHtml(remedy)}</p>
<p><a href="/problems">All problems</a></p>`,
  );
}
