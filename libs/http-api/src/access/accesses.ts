import type { AccessRecorded } from '#libs/contracts';

/** Where an app writes its records of access. */
export interface AccessWriter {
  /** Resolves when the record cannot be lost any more. Rejects where it cannot be written: the answer does not go out then. */
  add(record: AccessRecorded): Promise<void>;
  /** Counts a request whose caller was not identified. */
  countUnknown(address: string | undefined, problem: string): void;
}

/**
 * The records of access of one app. The module that has the database brings the writer. Without a writer nothing can be recorded, so an app that lacks
 * the module gives no content out.
 */
export class Accesses {
  private writer: AccessWriter | undefined;

  use(writer: AccessWriter): void {
    this.writer = writer;
  }

  async add(record: AccessRecorded): Promise<void> {
    if (this.writer === undefined) throw new Error('this app answers known callers and has no module for records of access: a bug');
    await this.writer.add(record);
  }

  countUnknown(address: string | undefined, problem: string): void {
    this.writer?.countUnknown(address, problem);
  }
}
