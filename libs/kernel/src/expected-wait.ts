interface Commit {
  readonly entries: number;
  readonly milliseconds: number;
}

/** A commit is evidence for the entries in front of a newcomer when they are at most this many times as many as the commit held. */
const EXTRAPOLATION = 8;
/**
 * The number of commits that are remembered: enough to even out one slow commit, few enough to notice within a second or two
 * that all commits are slow.
 */
const REMEMBERED = 8;

/**
 * Estimates how long a new entry would wait for its commit, from the commits of the present backlog. Without a backlog the
 * estimate is 0, so that a queue that starts empty accepts a first burst, even after a slow hour.
 *
 * - Entries in front of the newcomer take as long as the entries of recent commits took. Small commits are poor evidence for
 *   large ones, because a commit has a fixed price: one of 2 entries is no evidence for 500 waiting entries.
 * - A commit that runs for longer than expected is expected to take as long again as it has already taken. This detects a
 *   database that stalls, also at the very first commit.
 */
export class ExpectedWait {
  private readonly recent: Commit[] = [];
  private running: { readonly entries: number; readonly since: number } | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {}

  commitBegins(entries: number): void {
    this.running = { entries, since: this.now() };
  }

  commitEnds(): void {
    if (this.running === undefined) return;
    this.recent.push({ entries: this.running.entries, milliseconds: this.now() - this.running.since });
    if (this.recent.length > REMEMBERED) this.recent.shift();
    this.running = undefined;
  }

  backlogEnds(): void {
    this.running = undefined;
    this.recent.length = 0;
  }

  /** @param waiting entries that no commit has taken yet. @returns milliseconds. */
  milliseconds(waiting: number): number {
    const { running } = this;
    if (running === undefined) return 0;
    const each = this.millisecondsEach(waiting + running.entries);
    const elapsed = this.now() - running.since;
    const left = each * running.entries - elapsed;
    return (left > 0 ? left : elapsed) + each * waiting;
  }

  /** @returns milliseconds for each entry; 0 when no commit is evidence for so many entries. */
  private millisecondsEach(before: number): number {
    const evidence = this.recent.filter(({ entries }) => entries * EXTRAPOLATION >= before);
    const entries = evidence.reduce((sum, commit) => sum + commit.entries, 0);
    return entries === 0 ? 0 : evidence.reduce((sum, commit) => sum + commit.milliseconds, 0) / entries;
  }
}
