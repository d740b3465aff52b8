/** What an answer must hold: text as it stands, or a regular expression of JavaScript. A value, so that it can be sent. */
export type Expectation =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'pattern'; readonly source: string; readonly flags: string };

/** Both ends belong to it. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** The test that an expectation asks for. Make it once and keep it: a pattern is compiled here. */
export function matcherOf(expectation: Expectation): (text: string) => boolean {
  if (expectation.type === 'text') return (text) => text.includes(expectation.text);
  const pattern = new RegExp(expectation.source, expectation.flags);
  return (text) => pattern.test(text);
}

export const isInRanges = (value: number, ranges: readonly NumberRange[]): boolean =>
  ranges.some(({ from, to }) => from <= value && value <= to);

/** As it would be written in a configuration: `"ready"`, `/^220 /i`. */
export const expectationText = (expectation: Expectation): string =>
  expectation.type === 'text' ? JSON.stringify(expectation.text) : `/${expectation.source}/${expectation.flags}`;

/** As it would be written: `200-299,401`. */
export const rangesText = (ranges: readonly NumberRange[]): string =>
  ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(',');
