import { err, ok, type Result } from '../model/result.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * A beginning as people write it: `30m`, `1h`, `2d` before now, or a time in ISO form (local time without a zone).
 * @returns epoch ms, or in words what was expected
 */
export function sinceMs(text: string, nowMs: number): Result<number, string> {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)\s*([smhdw])$/.exec(text) ?? [];
  if (count !== undefined) return ok(nowMs - Number(count) * (UNIT_MS[unit] ?? 0));
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) return err(`"${text}" is no time: write 30m, 1h, 2d, or 2026-01-31T22:00`);
  return ok(time);
}
