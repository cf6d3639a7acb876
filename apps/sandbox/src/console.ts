/** The texts for a person at the terminal: progress with seconds since the start, and at the end the next steps. */
export class SandboxConsole {
  private readonly started = performance.now();

  progress(line: string): void {
    process.stdout.write(`${this.seconds().padStart(6)} s  ${line}\n`);
  }

  print(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /** Shows the problem and its remedy. */
  problem(message: string, remedy = ''): void {
    process.stderr.write(`${`${message} ${remedy}`.trimEnd()}\n`);
  }

  seconds(): string {
    return ((performance.now() - this.started) / 1_000).toFixed(1);
  }
}
