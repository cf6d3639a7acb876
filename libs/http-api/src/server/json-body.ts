import type { FastifyInstance } from 'fastify';

import { ProblemException } from '../problems/problem-exception.js';
import { repeatedMember } from './repeated-member.js';

/** No request of the exchange is nested deeper than 10; validators and `JSON.stringify` recurse. */
const MAX_DEPTH = 64;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);
/**
 * A JSON string can contain U+0000 only through a `\u` escape: a raw one is refused as a control character or as invalid
 * UTF-8.
 */
const NUL = String.fromCharCode(0);

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads `application/json` only. A body of another type, and a compressed one, is answered with 415. */
export function readJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, ({ headers }, body, done) => {
    try {
      refuseCompressed(headers['content-encoding']);
      // A caller may send a content type with an absent body. The contract decides whether a body is needed.
      done(null, body.length === 0 ? undefined : parseJsonBody(body));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** A compressed body could be far larger than the limit of a body. RFC 9110, section 15.5.16 names the header of the answer. */
function refuseCompressed(encoding: string | string[] | undefined): void {
  if (encoding === undefined || encoding === 'identity') return;
  const detail = 'The body is compressed, or has another content-encoding. Send plain JSON without the header content-encoding.';
  throw new ProblemException('GEN-004', { detail, headers: { 'accept-encoding': 'identity' } });
}

/**
 * @throws ProblemException GEN-002 for text that is not JSON, GEN-018 for a member that is in an object twice, GEN-001 for JSON that PostgreSQL, UTF-8 or JavaScript
 * cannot hold.
 */
export function parseJsonBody(body: Buffer): unknown {
  const members = membersIn(body);
  if (members === undefined) throw new ProblemException('GEN-002', { detail: `The body is nested more than ${MAX_DEPTH} levels deep.` });
  const text = decode(body);
  const value = parse(text);
  // JSON.parse keeps the last of two members with one name, so the value has fewer members than the text.
  if (countMembers(value) !== members) throw repeated(text);
  // Both are rare, and searching for them is slow. Only a body with an escape or a suspicious name is searched.
  if (text.includes(String.raw`\u`) || text.includes('__proto__') || text.includes('"constructor"')) refuseHostile(value, '');
  return value;
}

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new ProblemException('GEN-002', { detail: 'The body is not valid UTF-8.' });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The message of a SyntaxError quotes the body.
    throw new ProblemException('GEN-002');
  }
}

/** The number of members of all objects, which is that of the colons outside of texts. Undefined for a body that is nested too deep. */
function membersIn(body: Buffer): number | undefined {
  let members = 0;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index] ?? 0;
    if (inString) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (OPENING.has(byte)) {
      depth += 1;
      if (depth > MAX_DEPTH) return undefined;
    } else if (CLOSING.has(byte)) depth -= 1;
    else if (byte === COLON) members += 1;
  }
  return members;
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  for (const member of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) members += countMembers(member);
  return members + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

function repeated(text: string): ProblemException {
  const path = repeatedMember(text) ?? [];
  const pointer = path.map((part) => `/${fieldName(part)}`).join('');
  const message = 'This member is in its object more than once, so that its value is not clear. Send it once.';
  return new ProblemException('GEN-018', { errors: [{ pointer, code: 'repeated', message }] });
}

function refuseHostile(value: unknown, pointer: string): void {
  if (typeof value === 'string') refuseText(value, pointer);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    refuseName(name, member, pointer);
    refuseHostile(member, Array.isArray(value) ? `${pointer}/${name}` : `${pointer}/${fieldName(name)}`);
  }
}

function refuseText(text: string, pointer: string): void {
  if (text.isWellFormed() && !text.includes(NUL)) return;
  const message = String.raw`This text holds \u0000 or half of a surrogate pair.`;
  throw new ProblemException('GEN-001', { errors: [{ pointer, code: 'characters', message }] });
}

/** Refuses names that change an object's behaviour when they are copied onto another object. */
function refuseName(name: string, member: unknown, owner: string): void {
  refuseText(name, owner);
  const pollutes = name === '__proto__' || (name === 'constructor' && typeof member === 'object' && member !== null);
  if (!pollutes) return;
  const message = 'This object has a field whose name is not allowed.';
  throw new ProblemException('GEN-001', { errors: [{ pointer: owner, code: 'unknown-field', message }] });
}

/** Callers choose the names of fields too. An unusual name is not repeated, because it may be a person's name. */
function fieldName(name: string): string {
  return /^[A-Za-z0-9_-]{1,40}$/.test(name) ? name : '-';
}
