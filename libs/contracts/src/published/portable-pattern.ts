/**
 * Why a regular expression is outside the subset that validators in JavaScript (`u` flag), Python (`re`), Go (RE2) and Java
 * accept; undefined for one inside. Partners check bodies by the published schemas in their own language, and a schema whose
 * pattern does not compile there checks nothing.
 *
 * The subset: printable ASCII; anchored at both ends; literals, escapes of syntax characters, `\t \n \r \xHH`, classes of
 * characters and ranges, groups `(?:…)`, alternatives inside a group, and the quantifiers `* + ? {n} {n,} {n,m}`.
 */
export function portabilityProblem(pattern: string): string | undefined {
  const body = /^\^(.*)\$$/.exec(pattern)?.[1];
  if (body === undefined) return 'it is not anchored at both ends';
  if (!/^[ -~]*$/.test(body)) return 'it has characters other than printable ASCII';
  return new PatternReader(body).problem();
}

const ESCAPE = String.raw`\\(?:x[0-9A-F]{2}|[tnr$()*+./?[\\\]^{|}])`;
const TOKEN = new RegExp(
  [
    String.raw`(?<single>${ESCAPE}|[^$()*+.?[\\\]^{|}]|\[\^?(?:${ESCAPE}|\\-|[^[\\\]^])+\])`,
    String.raw`(?<open>\(\?:)`,
    String.raw`(?<close>\))`,
    String.raw`(?<or>\|)`,
    String.raw`(?<repeat>[*+?]|\{(?<least>[0-9]+)(?<most>,[0-9]*)?\})`,
  ].join('|'),
  'y',
);
/** Java and Python read these inside a class as operations on sets, now or in a later version. */
const SET_OPERATION = /&&|--|~~|\|\|/;
/** RE2 refuses a pattern whose counted repetitions, one inside the other, multiply to more. */
const MOST_REPETITIONS = 1000;

/** The item before the present position: repeatable or not, and its counted repetitions, multiplied. */
interface Atom {
  readonly repetitions: number;
  readonly repeatable: boolean;
}

const NOTHING: Atom = { repetitions: 1, repeatable: false };

/** Reads a pattern without its anchors, token by token. */
class PatternReader {
  private readonly groups: number[] = [];
  private last = NOTHING;
  /** The highest number of repetitions in the present group. */
  private highest = 1;

  constructor(private readonly body: string) {}

  problem(): string | undefined {
    for (let at = 0; at < this.body.length;) {
      TOKEN.lastIndex = at;
      const token = TOKEN.exec(this.body);
      if (token === null) return `it has a construct outside the subset at position ${at + 1}`;
      const problem = this.take(token[0], token.groups ?? {});
      if (problem !== undefined) return `${problem} at position ${at + 1}`;
      at = TOKEN.lastIndex;
    }
    return this.groups.length === 0 ? undefined : 'a group has no end';
  }

  private take(text: string, { single, open, close, or, least, most }: Partial<Record<string, string>>): string | undefined {
    if (single !== undefined) {
      this.next({ repetitions: 1, repeatable: true });
      return text.startsWith('[') && SET_OPERATION.test(text) ? 'it has a set operation' : undefined;
    }
    if (open !== undefined) {
      this.next(NOTHING);
      this.groups.push(this.highest);
      this.highest = 1;
      return undefined;
    }
    if (close !== undefined) return this.endGroup();
    if (or !== undefined) {
      this.next(NOTHING);
      return this.groups.length === 0 ? 'it has alternatives outside a group, of which only one is anchored at each end' : undefined;
    }
    return this.repeat(Math.max(Number(least ?? 1), Number(most?.slice(1) ?? 1), 1));
  }

  private endGroup(): string | undefined {
    const outer = this.groups.pop();
    if (outer === undefined) return 'a group has no begin';
    this.next(NOTHING);
    this.last = { repetitions: this.highest, repeatable: true };
    this.highest = outer;
    return undefined;
  }

  /** A quantifier after a quantifier is lazy or possessive, which not every language knows. */
  private repeat(times: number): string | undefined {
    if (!this.last.repeatable) return 'it has a quantifier without anything to repeat';
    const repetitions = this.last.repetitions * times;
    this.last = { repetitions, repeatable: false };
    return repetitions > MOST_REPETITIONS ? `it repeats more than ${MOST_REPETITIONS} times` : undefined;
  }

  private next(atom: Atom): void {
    this.highest = Math.max(this.highest, this.last.repetitions);
    this.last = atom;
  }
}
