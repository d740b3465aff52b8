/** CLOCK_MONOTONIC in microseconds: the same clock in every process and namespace of this machine. */
export const monotonicUs = (): number => Number(process.hrtime.bigint() / 1000n);
