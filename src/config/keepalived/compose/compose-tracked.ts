import type { Report } from '../../diagnostic.ts';
import type { Node } from '../tree.ts';
import type { TrackedCheckDraft, TrackedDraft } from './draft.ts';
import type { BlockSettings } from '../block/block-settings.ts';
import { numberOf } from '../block/values.ts';

const WEIGHT_MAX = 254;
/** keepalived takes ±254 of scripts and interfaces as ±253. */
const CLAMP = 253;

const TRACKERS = { track_script: 'check', track_check: 'check', track_process: 'process', track_file: 'file' } as const;

/** Checks of all kinds are tracked alike; only the names are kept apart. */
export function readTrackedChecks(settings: BlockSettings, report: Report): TrackedCheckDraft[] {
  return (['check', 'process', 'file'] as const).flatMap((space) => {
    const words = Object.entries(TRACKERS).filter(([, of]) => of === space);
    const lines = words.flatMap(([word]) => settings.lines(word));
    return readTracked(lines, report, space === 'check' ? CLAMP : WEIGHT_MAX).map((line) => ({ ...line, space }));
  });
}

/**
 * The lines of a `track_…` block: NAME [weight N [reverse|noreverse]]. ±254 becomes ±253 for scripts and interfaces, as
 * in keepalived. Lines that name the same thing again are dropped with a remark. Source: `keepalived-conf.md` 2.7.
 */
export function readTracked(lines: readonly Node[], report: Report, clamp = CLAMP): TrackedDraft[] {
  const tracked = new Map<string, TrackedDraft>();
  for (const node of lines) {
    const { keyword } = node;
    if (keyword.kind === 'unresolved') continue;
    const first = tracked.get(keyword.text);
    if (first !== undefined) {
      const related = [{ span: first.span, message: 'first set here' }];
      report('CONF-106', keyword.span, `"${keyword.text}" tracked again`, {
        related,
        help: 'the first one counts; delete the other',
      });
      continue;
    }
    tracked.set(keyword.text, { name: keyword.text, span: keyword.span, ...weightOf(node, clamp, report) });
  }
  return [...tracked.values()];
}

function weightOf({ keyword, args }: Node, clamp: number, report: Report): Pick<TrackedDraft, 'weight' | 'reverse'> {
  const [word, number, direction, ...rest] = args;
  if (word === undefined) return { weight: undefined, reverse: undefined };
  if (word.text !== 'weight') {
    const numeric = /^[+-]?\d+$/.test(word.text);
    const code = numeric ? 'CONF-601' : 'CONF-105';
    const message = numeric ? `"${keyword.text} ${word.text}" lacks the word weight` : `"${word.text}" is ignored`;
    const help = numeric ? { help: `write ${keyword.text} weight ${word.text}` } : {};
    report(code, word.span, message, { ...help, note: 'keepalived would ignore the whole line: not tracked at all' });
    return { weight: numeric ? Number(word.text) : undefined, reverse: undefined };
  }
  if (number === undefined) {
    report('CONF-104', word.span, '"weight" needs a value', { help: `for example: ${keyword.text} weight -20` });
    return { weight: undefined, reverse: undefined };
  }
  const surplus = direction !== undefined && !/^(?:no)?reverse$/.test(direction.text) ? direction : rest[0];
  if (surplus !== undefined) report('CONF-105', surplus.span, `"${surplus.text}" is ignored`);
  const value = number.kind === 'unresolved' ? undefined : numberOf(number, 'integer', report);
  if (value !== undefined && Math.abs(value) > WEIGHT_MAX) {
    report('CONF-202', number.span, `weight must be ${-WEIGHT_MAX} to ${WEIGHT_MAX}`);
  }
  const reverse = direction?.text === 'reverse' ? 'reverse' : direction?.text === 'noreverse' ? 'normal' : undefined;
  return { weight: value === undefined ? undefined : Math.max(-clamp, Math.min(clamp, value)), reverse };
}
