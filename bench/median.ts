/** The middle value; of an even number the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return Number.isInteger(middle) ? (at(middle - 1) + at(middle)) / 2 : at(Math.floor(middle));
}

/** `1.234 [1.200 … 1.300]`: median, least and greatest. */
export function spread(values: readonly number[], decimals: number): string {
  const text = (value: number): string => value.toFixed(decimals);
  return `${text(median(values))} [${text(Math.min(...values))} … ${text(Math.max(...values))}]`;
}
