import { LONDON_TIMES, type Times } from '#libs/sentences';

/** How text for people is laid out. */
export interface Layout {
  readonly times: Times;
  /** Columns of the terminal. Undefined, as in a pipe without COLUMNS: no line is made to fit. */
  readonly width?: number | undefined;
}

export const PLAIN: Layout = { times: LONDON_TIMES };

/** The layout of text that is indented by two characters. */
export function indented({ times, width }: Layout): Layout {
  return { times, width: width === undefined ? undefined : width - 2 };
}
