import type { Expectation, NumberRange } from '../../../model/probe/expectation.ts';
import type { Report } from '../../diagnostic.ts';
import type { Token } from '../read/tokens.ts';

/** `/…/flags`. `g` and `y` would carry a position from one run to the next. */
const BETWEEN_SLASHES = /^\/(.*)\/([a-z]*)$/s;
const FLAGS = /^[imsu]*$/;
/** A repetition of what itself holds a repetition, as in `(a+)+`: its cost can double with each character. */
const NESTED_REPETITION = /\((?:[^()\\]|\\.)*[+*](?:[^()\\]|\\.)*\)[+*{]/;
const RANGE = /^(\d+)(?:-(\d+))?$/;

/** Plain text, or a regular expression between slashes. Reports one that JavaScript cannot read. */
export function expectationOf(token: Token, report: Report): Expectation | undefined {
  const [, source, flags = ''] = BETWEEN_SLASHES.exec(token.text) ?? [];
  if (source === undefined) {
    if (token.text !== '') return { type: 'text', text: token.text };
    report('CONF-331', token.span, 'empty text is in every answer');
    return undefined;
  }
  if (!FLAGS.test(flags)) {
    report('CONF-331', token.span, `"${flags}" behind the pattern: only i, m, s and u may stand there`);
    return undefined;
  }
  const fault = source === '' ? 'an empty pattern matches every answer' : faultOf(source, flags);
  if (fault !== undefined) {
    report('CONF-331', token.span, fault);
    return undefined;
  }
  if (NESTED_REPETITION.test(source)) {
    report('CONF-336', token.span, `a repetition inside a repetition: an answer can make it take for ever`);
  }
  return { type: 'pattern', source, flags };
}

function faultOf(source: string, flags: string): string | undefined {
  try {
    RegExp(source, flags);
    return undefined;
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

/** Name and inclusive limits of what is read. */
interface Limits {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

/** Numbers and spans of numbers, without blanks: `200-299,401`. Reports what is none, and what is out of range. */
export function rangesOf(token: Token, { name, min, max }: Limits, report: Report): readonly NumberRange[] | undefined {
  const read: NumberRange[] = [];
  for (const part of token.text.split(',')) {
    const [, first, last] = RANGE.exec(part) ?? [];
    const range = { from: Number(first), to: Number(last ?? first) };
    if (first === undefined || range.from > range.to) {
      report('CONF-332', token.span, `"${part}" is neither a number nor a span of numbers`);
      return undefined;
    }
    if (range.from < min || range.to > max) {
      report('CONF-202', token.span, `${name} must be within ${min} to ${max}`);
      return undefined;
    }
    read.push(range);
  }
  return read;
}
