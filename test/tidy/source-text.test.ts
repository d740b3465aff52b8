import { expect, test } from 'vitest';
import { codeOnly, withoutComments } from './source-text.ts';

const squeeze = (text: string): string =>
  text
    .replace(/"+/g, '"')
    .replace(/[ \n]+/g, ' ')
    .trim();

test('comments are blanked and strings that look like comments stand', () => {
  expect(squeeze(withoutComments(`a('// no'); // yes\n/* yes */ b(\`/* no */\`);`))).toBe("a('// no'); b(`/* no */`);");
});

test('strings, templates and regular expressions are blanked, the code inside a template is not', () => {
  expect(squeeze(codeOnly("x('Date.now()', `Date ${fetch(`in ${y}`)} process`, /process./g, a / b / c);"))).toBe(
    'x(", "fetch("y")", "g, a / b / c);',
  );
});

test('offsets and lines stay where they were', () => {
  const source = "one;\n/* two\nthree */ 'four';\nfive;";
  expect(codeOnly(source)).toHaveLength(source.length);
  expect(codeOnly(source).indexOf('five')).toBe(source.indexOf('five'));
  expect(codeOnly(source).split('\n')).toHaveLength(4);
});

test('an escaped quote, a quote inside a regular expression and an object in a template do not derail the scan', () => {
  expect(squeeze(codeOnly("a('it\\'s', \"\"); b"))).toBe('a(", "); b');
  expect(squeeze(codeOnly("s.replace(/['\"/]/, ''); tail()"))).toBe('s.replace(", "); tail()');
  expect(squeeze(codeOnly('`${{ a: `}` }.a}`; tail()'))).toBe('"{ a: " }.a"; tail()');
});
