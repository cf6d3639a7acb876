import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { Public } from '#libs/access';
import { systemClock } from '#libs/kernel';

import { ApiMediaResponse, ApiProblems, Describes } from '../input/describe-operation.js';
import { ProblemException } from '../problems/problem-exception.js';
import { AppInfo } from '../server/http-runtime.js';

const DAY_MS = 86_400_000;
/** RFC 9116 recommends less than a year. */
const VALID_DAYS = 90;

/** Where to report a vulnerability. */
@Public('RFC 9116 has it open. It names a contact only.')
@Controller('.well-known/security.txt')
export class SecurityTextController {
  constructor(private readonly info: AppInfo) {}

  @Get()
  @Describes('Where to report a vulnerability (RFC 9116).', 'From the setting SECURITY_CONTACT; 404 without it.')
  @ApiMediaResponse(200, 'text/plain', 'The contact, and until when it may be used.')
  @ApiProblems('GEN-003')
  text(@Res({ passthrough: true }) reply: FastifyReply): string {
    const { securityContact } = this.info;
    if (securityContact === undefined) throw new ProblemException('GEN-003', { detail: 'This server names no security contact. Its operator can set SECURITY_CONTACT.' });
    void reply.header('content-type', 'text/plain; charset=utf-8');
    // To the day, so that the text changes once a day and not with each request.
    const expires = new Date(Math.floor(systemClock.now().getTime() / DAY_MS) * DAY_MS + VALID_DAYS * DAY_MS);
    return `Contact: ${securityContact}\nExpires: ${expires.toISOString()}\nPreferred-Languages: en\n`;
  }
}
