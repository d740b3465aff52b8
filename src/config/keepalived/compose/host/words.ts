import type { IpAddress } from '../../../../model/address.ts';
import type { Report } from '../../../diagnostic.ts';
import { nearestWord } from '../../../nearest-word.ts';
import { type LineOptions, NOT_ROUTED, SAME_WORDS, UNTUNED } from '../../../settings/lines.ts';
import { checkInterface, addressOf } from '../../block/values.ts';
import type { Token } from '../../read/tokens.ts';

/** The words behind the head of a line, each a flag or followed by its value; the last of a name counts. */
export class Words {
  readonly #found = new Map<string, Token>();
  readonly #report: Report;
  #isWhole = true;

  /**
   * Reports what does not belong there, with what would: "X is not a word of a route".
   * @param same words that mean the same as another one, under which they are found
   */
  constructor(
    what: string,
    options: LineOptions,
    same: Readonly<Record<string, string>>,
    tokens: readonly Token[],
    report: Report,
  ) {
    this.#report = report;
    const rest = tokens.filter(({ kind }) => kind !== 'unresolved').values();
    for (const token of rest) {
      const form = Object.hasOwn(options, token.text) ? options[token.text] : undefined;
      const isKnown = form !== undefined || UNTUNED.includes(token.text);
      // What follows a word that is not understood may be anything.
      if (!isKnown) {
        this.#refuse(token, what, Object.keys(options));
        return;
      }
      const value = form === 'flag' ? token : rest.next().value;
      if (value === undefined) report('CONF-518', token.span, `"${token.text}" needs a value`);
      else if (form === undefined)
        report('CONF-800', token.span, `"${token.text}" is not supported in ${what}, ignored`);
      else this.#found.set(same[token.text] ?? token.text, value);
      if (token.text === 'gw') report('CONF-516', token.span, '"gw" is an old word for "via"', { help: 'write via' });
    }
  }

  /** Whether all of them were understood: only then is something missing. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  #refuse({ text, span }: Token, what: string, known: readonly string[]): void {
    this.#isWhole = false;
    const help = `${what} takes ${known.join(', ')}`;
    if (NOT_ROUTED.includes(text)) {
      this.#report('CONF-804', span, `"${text}" is not supported in ${what}`, { help });
      return;
    }
    const meant = nearestWord(text, known);
    const advice = meant === undefined ? help : `did you mean "${meant}"?`;
    this.#report('CONF-518', span, `"${text}" is not a word of ${what}`, { help: advice });
  }

  has(name: string): boolean {
    return this.#found.has(name);
  }

  token(name: string): Token | undefined {
    return this.#found.get(name);
  }

  device(name: string): string | undefined {
    const token = this.#found.get(name);
    return token !== undefined && checkInterface(token, this.#report) === 'usable' ? token.text : undefined;
  }

  address(name: string): IpAddress | undefined {
    const token = this.#found.get(name);
    return token === undefined ? undefined : addressOf(token, this.#report)?.address;
  }

  /** Decimal or hexadecimal, from 0. */
  number(name: string, max: number): number | undefined {
    return this.named(name, {}, max);
  }

  /** A number, or one of these names. */
  named(name: string, names: Readonly<Record<string, number>>, max: number): number | undefined {
    const token = this.#found.get(name);
    if (token === undefined) return undefined;
    if (Object.hasOwn(names, token.text)) return names[token.text];
    const value = numberIn(token.text);
    if (value <= max) return value;
    const known = Object.keys(names);
    const choice = known.length > 0 ? `${known.join(', ')} or a number` : 'a number';
    this.#report('CONF-518', token.span, `${name} "${token.text}": use ${choice} up to ${max}`);
    return undefined;
  }

  /** `N` or `N/MASK`. */
  mark(name: string): { readonly value: number; readonly mask: number } | undefined {
    const token = this.#found.get(name);
    if (token === undefined) return undefined;
    const [value = '', mask = '0xffffffff'] = token.text.split('/');
    const mark = { value: numberIn(value), mask: numberIn(mask) };
    if (mark.value <= 0xffff_ffff && mark.mask <= 0xffff_ffff) return mark;
    this.#report('CONF-518', token.span, `"${token.text}" is no mark: use N or N/MASK`);
    return undefined;
  }
}

/** {@link SAME_WORDS} for routes, where `oif` is the device; a rule has one of each way. */
export const SAME_IN_ROUTES = SAME_WORDS;
export const SAME_IN_RULES = { ...SAME_WORDS, oif: 'oif', dev: 'iif' };

/** NaN for what is no number. */
const numberIn = (text: string): number => (/^(\d+|0x[\da-f]+)$/i.test(text) ? Number(text) : Number.NaN);
