import type { ExitConvention } from '../model/probe.ts';

/** What an exit code says. */
export type Meaning =
  | { readonly level: 'ok' | 'warn'; readonly words: string }
  | { readonly level: 'bad'; readonly blame: 'service' | 'checker'; readonly words: string };

interface Convention {
  readonly named: Readonly<Record<number, Meaning>>;
  /** Who is to blame for a code that has no name. */
  readonly otherwise: 'service' | 'checker';
}

const OK: Meaning = { level: 'ok', words: '' };
const ok = (words: string): Meaning => ({ level: 'ok', words });
const warn = (words: string): Meaning => ({ level: 'warn', words });
const bad = (words: string): Meaning => ({ level: 'bad', blame: 'service', words });
const broken = (words: string): Meaning => ({ level: 'bad', blame: 'checker', words });

/** Source: checks.md 2.2, where each convention's own source stands. */
const CONVENTIONS: Readonly<Record<ExitConvention, Convention>> = {
  keepalived: { named: { 0: OK }, otherwise: 'service' },
  nagios: {
    named: { 0: OK, 1: warn('warning'), 2: bad('critical'), 3: broken('unknown') },
    otherwise: 'checker',
  },
  ocf: {
    named: {
      0: OK,
      1: bad('generic error'),
      2: broken('wrong arguments'),
      3: broken('not implemented'),
      4: broken('no permission'),
      5: broken('not installed'),
      6: broken('not configured'),
      7: bad('not running'),
      8: ok('running, promoted'),
      9: bad('promoted, failed'),
      190: warn('degraded'),
      191: warn('promoted, degraded'),
    },
    otherwise: 'service',
  },
  consul: { named: { 0: OK, 1: warn('warning') }, otherwise: 'service' },
  sysexits: {
    named: {
      0: OK,
      64: broken('wrong usage'),
      66: broken('no input'),
      67: broken('no such user'),
      69: bad('service unavailable'),
      70: bad('internal error'),
      72: broken('a system file is missing'),
      74: bad('input or output error'),
      75: warn('temporary failure'),
      77: broken('no permission'),
      78: broken('wrong configuration'),
    },
    otherwise: 'service',
  },
  systemd: {
    named: { 0: OK, 1: broken('no answer from systemd'), 3: bad('inactive or failed'), 4: broken('no such unit') },
    otherwise: 'service',
  },
  lsb: {
    named: {
      0: OK,
      1: bad('dead, its pid file is left'),
      2: bad('dead, its lock file is left'),
      3: bad('not running'),
      4: broken('state unknown'),
    },
    otherwise: 'checker',
  },
};

/** A shell's own codes: no convention gives them to a service. */
const OF_THE_SHELL: Readonly<Record<number, Meaning>> = {
  126: broken('a command in the script is not executable'),
  127: broken('a command in the script was not found'),
};

/** What an exit code (0 to 255) says by a convention; empty words when the code alone says it all. */
export function meaningOf(code: number, convention: ExitConvention): Meaning {
  const { named, otherwise } = CONVENTIONS[convention];
  return named[code] ?? OF_THE_SHELL[code] ?? { level: 'bad', blame: otherwise, words: signalWords(code) };
}

const signalWords = (code: number): string =>
  code > 128 && code <= 128 + 64 ? `probably signal ${code - 128} inside the script` : '';
