import type { FastifyInstance } from 'fastify';

import { ProblemException } from '../problems/problem-exception.js';

/** No request of the exchange is nested deeper than 10; validators and `JSON.stringify` recurse. */
const MAX_DEPTH = 64;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);
/**
 * A JSON string can contain U+0000 only through a `\u` escape: a raw one is refused as a control character or as invalid
 * UTF-8.
 */
const NUL = String.fromCharCode(0);

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads `application/json` only. A body of another type is answered with 415. */
export function readJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      // A caller may send a content type with an absent body. The contract decides whether a body is needed.
      done(null, body.length === 0 ? undefined : parseJsonBody(body));
    } catch (error) {
      done(error as Error);
    }
  });
}

/**
 * @throws ProblemException GEN-002 for text that is not JSON, GEN-001 for JSON that PostgreSQL, UTF-8 or JavaScript
 * cannot hold.
 */
export function parseJsonBody(body: Buffer): unknown {
  if (isTooDeep(body)) throw new ProblemException('GEN-002', { detail: `The body is nested more than ${MAX_DEPTH} levels deep.` });
  const text = decode(body);
  const value = parse(text);
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

function isTooDeep(body: Buffer): boolean {
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
      if (depth > MAX_DEPTH) return true;
    } else if (CLOSING.has(byte)) depth -= 1;
  }
  return false;
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
