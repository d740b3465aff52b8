import { describe, expect, test } from 'vitest';
import { MappedText } from '../../../../src/config/keepalived/read/mapped-text.ts';
import { expandSequence } from '../../../../src/config/keepalived/read/sequences.ts';

function expand(text: string): { lines: string[]; reported: string[] } {
  const reported: string[] = [];
  const lines = expandSequence(MappedText.verbatim(text, 'f', 0), (code) => void reported.push(code));
  return { lines: lines.map((line) => line.text), reported };
}

describe('repetitions', () => {
  test.each([
    ['~SEQ(A, 3) x $A', ['x 1', 'x 2', 'x 3']],
    ['~SEQ(A, -2) x $A', ['x -1', 'x -2']],
    ['~SEQ(A, 3, 1) $A', ['3', '2', '1']],
    ['~SEQ(A, 1, 4, 9) $A', ['1', '5', '9']],
    ['~SEQ(A, 0x10, 0x11) $A', ['16', '17']],
    ['~SEQx(A, 9, 11) ${A}', ['9', 'a', 'b']],
    ['~LST(A, x y) <$A>', ['<$A>', '<$A>']],
    ['~LST(A, x, y) <${A}>', ['<x>', '<y>']],
    ['~LST({A,B}, {a1,b1}, {a2}) ${A}-${B}.', ['a1-b1.', 'a2-.']],
    ['~SEQ(A, 2) ${A} $B', ['1 $B', '2 $B']],
  ])('%s', (text, lines) => expect(expand(text)).toEqual({ lines, reported: [] }));

  test.each([
    '~SEQ(A)',
    '~SEQ(A, 1, 0, 5) x',
    '~SEQ(A, 1, 99999) x',
    '~SEQ(A, b) x',
    '~LST({A B}, 1) x',
    '~SEQ x',
    '~SEQ(A, 1, -1, 5) x',
  ])('%s cannot be expanded', (text) => expect(expand(text)).toEqual({ lines: [], reported: ['CONF-015'] }));
});
