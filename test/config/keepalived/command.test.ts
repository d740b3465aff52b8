import { describe, expect, test } from 'vitest';
import { argvOf, rawWords } from '../../../src/config/keepalived/command.ts';
import { MappedText } from '../../../src/config/keepalived/read/mapped-text.ts';

const words = (line: string): string[] => rawWords(MappedText.verbatim(line, 'f', 0)).map(({ raw }) => raw);

describe('the first stage cuts a line into words', () => {
  test.each([
    ['script "/x a" b', ['script', '"/x a"', 'b']],
    ["notify '/x a'b c", ['notify', "'/x a'b", 'c']],
    ['script /x\\ y z', ['script', '/x\\ y', 'z']],
    ['script "a \\" b" c', ['script', '"a \\" b"', 'c']],
    ['  ', []],
  ])('%s', (line, raw) => expect(words(line)).toEqual(raw));
});

describe('RC-07 the second stage makes argv of one word', () => {
  test.each([
    ['"/x one \'two three\' \\x41 $HOME"', ['/x', 'one', 'two three', 'A', '$HOME']],
    ['/x', ['/x']],
    ['"/x \\101\\n\\cA \\z"', ['/x', 'A\n\u0001', 'z']],
    ['"/x \'\' b"', ['/x', '', 'b']],
    ['"/x a\'b c\'d"', ['/x', 'ab cd']],
    ['""', []],
    ['"/x \\', ['/x \\']],
  ])('%s', (raw, argv) => expect(argvOf(raw)).toEqual(argv));
});
