/** A string, or one of the characters that structure JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

interface Level {
  /** The names so far; undefined for an array. */
  readonly names: Set<string> | undefined;
  /** The present member, or the position of the present item. */
  at: string | number;
  isName: boolean;
}

/**
 * The path of the first member that its object has already. Slow, so it is read only where a member is known to be repeated.
 *
 * @param text well-formed JSON.
 * @returns undefined when no member is repeated.
 */
export function repeatedMember(text: string): readonly string[] | undefined {
  const levels: Level[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === '{') levels.push({ names: new Set(), at: '', isName: true });
    else if (token === '[') levels.push({ names: undefined, at: 0, isName: false });
    else if (token === '}' || token === ']') levels.pop();
    else if (level === undefined) continue;
    else if (token === ',') next(level);
    else if (level.isName && token !== ':') {
      const name = JSON.parse(token) as string;
      level.at = name;
      level.isName = false;
      if (level.names?.has(name) === true) return levels.map(({ at }) => String(at));
      level.names?.add(name);
    }
  }
  return undefined;
}

function next(level: Level): void {
  if (typeof level.at === 'number') level.at += 1;
  else level.isName = true;
}
