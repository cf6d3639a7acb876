import { failure, success, type Outcome } from '#libs/kernel';

import type { ProblemCode } from '../problems/problems.js';
import { repeatedMember } from './repeated-member.js';

/** The largest body of a request. */
export const BODY_LIMIT_BYTES = 1_048_576;
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


/** Why a body cannot be read, by the stable code of the answer. It names places, never values. */
export interface JsonProblem {
  readonly code: Extract<ProblemCode, 'GEN-001' | 'GEN-002' | 'GEN-005' | 'GEN-018'>;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly message: string }[];
}

/**
 * Reads a body as JSON. Servers and the command line use this function, so that a file which the command line finds in order is not
 * refused. GEN-002: text that is not JSON. GEN-018: a member that is in an object twice. GEN-001: JSON that PostgreSQL, UTF-8 or JavaScript
 * cannot hold. GEN-005: more than {@link BODY_LIMIT_BYTES}.
 */
export function readJson(body: Uint8Array): Outcome<{ readonly text: string; readonly value: unknown }, JsonProblem> {
  if (body.length > BODY_LIMIT_BYTES) return failure({ code: 'GEN-005' });
  const members = membersIn(body);
  if (members === undefined) return failure({ code: 'GEN-002', detail: `The body is nested more than ${MAX_DEPTH} levels deep.` });
  const text = decode(body);
  if (text === undefined) return failure({ code: 'GEN-002', detail: 'The body is not valid UTF-8.' });
  const parsed = parse(text);
  if (parsed === undefined) return failure({ code: 'GEN-002' });
  const { value } = parsed;
  // JSON.parse keeps the last of two members with one name, so the value has fewer members than the text.
  if (countMembers(value) !== members) return failure(repeated(text));
  // Both are rare, and searching for them is slow. Only a body with an escape or a suspicious name is searched.
  const isSuspicious = text.includes(String.raw`\u`) || text.includes('__proto__') || text.includes('"constructor"');
  const hostile = isSuspicious ? hostileIn(value, '') : undefined;
  return hostile === undefined ? success({ text, value }) : failure({ code: 'GEN-001', errors: [hostile] });
}

type Place = NonNullable<JsonProblem['errors']>[number];

function decode(body: Uint8Array): string | undefined {
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}

/** Without the message of the SyntaxError, because it quotes the body. */
function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** The number of members of all objects, which is that of the colons outside of texts. Undefined for a body that is nested too deep. */
function membersIn(body: Uint8Array): number | undefined {
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

function repeated(text: string): JsonProblem {
  const path = repeatedMember(text) ?? [];
  const pointer = path.map((part) => `/${fieldName(part)}`).join('');
  const message = 'This member is in its object more than once, so that its value is not clear. Send it once.';
  return { code: 'GEN-018', errors: [{ pointer, code: 'repeated', message }] };
}

/** The first text or name that cannot be stored, or that changes an object's behaviour when it is copied onto another object. */
function hostileIn(value: unknown, pointer: string): Place | undefined {
  if (typeof value === 'string') return hostileText(value, pointer);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const found = hostileText(name, pointer) ?? hostileName(name, member, pointer)
      ?? hostileIn(member, Array.isArray(value) ? `${pointer}/${name}` : `${pointer}/${fieldName(name)}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hostileText(text: string, pointer: string): Place | undefined {
  if (text.isWellFormed() && !text.includes(NUL)) return undefined;
  return { pointer, code: 'characters', message: String.raw`This text holds \u0000 or half of a surrogate pair.` };
}

function hostileName(name: string, member: unknown, pointer: string): Place | undefined {
  const pollutes = name === '__proto__' || (name === 'constructor' && typeof member === 'object' && member !== null);
  return pollutes ? { pointer, code: 'unknown-field', message: 'This object has a field whose name is not allowed.' } : undefined;
}

/** Callers choose the names of fields too. An unusual name is not repeated, because it may be a person's name. */
function fieldName(name: string): string {
  return /^[A-Za-z0-9_-]{1,40}$/.test(name) ? name : '-';
}
