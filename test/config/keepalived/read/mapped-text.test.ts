import { describe, expect, test } from 'vitest';
import { MappedText } from '../../../../src/config/keepalived/read/mapped-text.ts';

const line = MappedText.verbatim('  hello world ', 'f', 100);

describe('a line knows where it was written', () => {
  test('as it stands', () => expect(line.span(2, 7)).toEqual({ file: 'f', start: 102, end: 107 }));

  test('after a cut', () => {
    const cut = line.trim();
    expect(cut.text).toBe('hello world');
    expect(cut.span()).toEqual({ file: 'f', start: 102, end: 113 });
    expect(cut.slice(6).span()).toEqual({ file: 'f', start: 108, end: 113 });
  });

  test('a replacement stands for the whole of what it replaced', () => {
    const joined = MappedText.join([line.slice(0, 7), MappedText.replacement('"', line.span(7, 8)), line.slice(8)]);
    expect(joined.text).toBe('  hello"world ');
    expect(joined.span(7, 8)).toEqual({ file: 'f', start: 107, end: 108 });
    expect(joined.span(2, 13)).toEqual({ file: 'f', start: 102, end: 113 });
  });

  test('a value from a definition points to its definition, a mixture to where it is used', () => {
    const use = { file: 'f', start: 200, end: 202 };
    const value = MappedText.verbatim('10', 'f', 7).through({ what: '$A', span: use });
    const mixed = MappedText.join([value, MappedText.verbatim('5', 'f', 202)]);
    expect(mixed.span(0, 2)).toMatchObject({ start: 7, end: 9, via: { what: '$A', span: use } });
    expect(mixed.span(0, 3)).toEqual({ file: 'f', start: 200, end: 203 });
  });

  test('an unresolved stretch is remembered through cuts', () => {
    const marked = line.unresolved(2, 7);
    expect(marked.text).toBe(line.text);
    expect([marked.isUnresolved(0, 2), marked.isUnresolved(6, 9), marked.slice(8).isUnresolved()]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test('many parts are searched, not scanned, with the same result', () => {
    const parts = Array.from({ length: 50 }, (_, n) => MappedText.verbatim(String(n % 10), 'f', n * 2));
    const joined = MappedText.join(parts);
    for (let n = 0; n < 50; n += 1) expect(joined.span(n, n + 1)).toEqual({ file: 'f', start: n * 2, end: n * 2 + 1 });
    expect(joined.slice(10, 20).span(3, 4)).toEqual({ file: 'f', start: 26, end: 27 });
  });
});
