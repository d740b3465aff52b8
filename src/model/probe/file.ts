import { type Expectation, expectationText } from './expectation.ts';

/** A file, and what must be true of it. */
export interface FileProbeConfig {
  readonly kind: 'file';
  readonly path: string;
  readonly presence: 'exists' | 'absent';
  readonly maxAgeMs: number | 'off';
  readonly minSizeBytes: number;
  readonly content: FileContent;
}

/** What the first 64 KiB must be. A number becomes the value of the check. */
export type FileContent =
  | { readonly type: 'any' }
  | { readonly type: 'holds'; readonly expect: Expectation }
  | {
      readonly type: 'number';
      /** What an empty or missing file is. */
      readonly empty: 'bad' | 'zero';
    };

/** What is asked, in one line. */
export function fileAsked({ path, presence, maxAgeMs, minSizeBytes, content }: FileProbeConfig): string {
  const wanted = [
    ...(presence === 'absent' ? ['absent'] : []),
    ...(maxAgeMs === 'off' ? [] : [`at most ${maxAgeMs / 1000} s old`]),
    ...(minSizeBytes === 0 ? [] : [`at least ${minSizeBytes} bytes`]),
    ...(content.type === 'number' ? ['a number'] : []),
    ...(content.type === 'holds' ? [`holds ${expectationText(content.expect)}`] : []),
  ];
  return [`file ${path}`, ...wanted].join(', ');
}
