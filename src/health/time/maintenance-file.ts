import { err, ok, type Result } from '../../model/result.ts';
import { type Ledger, LONGEST_MAINTENANCE_MS, type Maintenance, type Target } from './maintenance.ts';

/** Says whose file it is, to whoever finds it and to us. */
const FORMAT = 'vipward maintenance 1';

export const ledgerText = (ledger: Ledger): string =>
  `${JSON.stringify({ format: FORMAT, entries: ledger }, null, 2)}\n`;

/**
 * Reads what `ledgerText` wrote. All or nothing: half a ledger would end a maintenance that nobody ended.
 * @returns in words what is wrong with the text
 */
export function readLedger(text: string): Result<Ledger, string> {
  const read = parsed(text);
  if (!read.ok) return read;
  const { format, entries } = record(read.value);
  if (format !== FORMAT) return err(`it is not of the kind "${FORMAT}"`);
  if (!Array.isArray(entries)) return err('it has no list of entries');
  const ledger: Maintenance[] = [];
  for (const [index, value] of entries.entries()) {
    const entry = entryFrom(value);
    if (!entry.ok) return err(`entry ${index + 1} ${entry.error}`);
    ledger.push(entry.value);
  }
  return ok(ledger);
}

function parsed(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return err(text === '' ? 'it is empty' : 'it is no JSON, or torn in the middle');
  }
}

function entryFrom(value: unknown): Result<Maintenance, string> {
  const { target, fromMs, untilMs, note, said } = record(value);
  const whose = targetFrom(target);
  if (whose === undefined) return err('does not say what is in maintenance');
  if (!isInstant(fromMs) || !isInstant(untilMs) || untilMs <= fromMs) return err('has no begin and end');
  if (untilMs - fromMs > LONGEST_MAINTENANCE_MS) return err('lasts more than 7 days');
  if (typeof note !== 'string') return err('has no note');
  if (said !== 'nothing' && said !== 'begin' && said !== 'ending') return err('does not say what was announced');
  return ok({ target: whose, fromMs, untilMs, note, said });
}

function targetFrom(value: unknown): Target | undefined {
  const { type, name } = record(value);
  if (type === 'node') return { type };
  return type === 'check' && typeof name === 'string' && name !== '' ? { type, name } : undefined;
}

const isInstant = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
