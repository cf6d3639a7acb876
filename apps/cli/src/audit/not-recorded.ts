import type { RecordFilter } from '#libs/contracts';

/** The name of each filter in words, and its option. */
const FILTERS: Readonly<Record<RecordFilter, readonly [noun: string, option: string]>> = {
  person: ['person', '--person'],
  unit: ['unit', '--unit'],
  referralId: ['referral', '--referral'],
  correlationId: ['request', '--correlation'],
};

/** An empty answer to a misspelt filter would read as a clean bill. */
export function notRecordedLines({ notRecorded = [] }: { readonly items?: readonly unknown[]; readonly notRecorded?: readonly RecordFilter[] | undefined }): readonly string[] {
  return notRecorded.map((filter) => {
    const [noun, option] = FILTERS[filter];
    return `No record that you may see names the ${noun} of ${option}. Check the spelling.`;
  });
}
