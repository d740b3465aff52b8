let runs = 0;

/** Sortable by time, unique in one process. */
export function nextRunId(): string {
  runs = (runs + 1) % 1_000_000;
  return `${Date.now().toString(36)}-${process.pid}-${String(runs).padStart(6, '0')}`;
}
