import type { Frame } from '../frame.ts';

/** What stands at the start of the bytes given to a {@link Format}. */
export type Step =
  /** Nothing can be said before so many bytes are there. */
  | { readonly type: 'more'; readonly needBytes: number }
  | { readonly type: 'skip'; readonly bytes: number }
  | { readonly type: 'frame'; readonly bytes: number; readonly frame: Frame }
  /** The file is not what it says it is: nothing after this can be trusted. */
  | { readonly type: 'fault'; readonly text: string };

/** Reads the records of one file in order. `bytes` begins where the last record ended. Never throws. */
export type Format = (bytes: Uint8Array) => Step;

/** Longer than any frame that a capture keeps (libpcap's own limit): a length above it is a broken file. */
export const MOST_FRAME_BYTES = 262_144;
