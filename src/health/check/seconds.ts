/** A span of time for people, to a tenth: `6.2 s`. */
export const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
