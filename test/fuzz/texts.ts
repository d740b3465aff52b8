/** Texts for readers of text: words in a row, anything at all, and samples that were edited. */
import * as fc from 'fast-check';

export const anyText = fc.string({ unit: 'binary', maxLength: 400 });

/** Words of a list with separators between them. */
export const words = (
  list: readonly string[],
  separators: readonly string[],
  maxLength: number,
): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.constantFrom(...list), fc.constantFrom(...separators)), { maxLength })
    .map((pairs) => pairs.flat().join(''));

/** A text with pieces cut out and words put in. */
export function edited(samples: readonly string[], list: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({ at: fc.nat(), drop: fc.nat(30), put: fc.constantFrom('', '', ...list) });
  return fc.tuple(fc.constantFrom(...samples), fc.array(edit, { minLength: 1, maxLength: 6 })).map(([sample, edits]) =>
    edits.reduce((text, { at, drop, put }) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + drop);
    }, sample),
  );
}
