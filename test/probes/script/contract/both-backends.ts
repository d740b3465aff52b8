/** The contract of a run (checks.md 1 and 9), held by every backend alike. */
import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../../src/health/outcome.ts';
import type { Run } from '../../../../src/probes/probe.ts';
import type { SpawnBackend } from '../../../../src/probes/script/spawn/backend.ts';
import { directBackend } from '../../../../src/probes/script/spawn/backend-direct.ts';
import { execaBackend } from '../../../../src/probes/script/spawn/backend-execa.ts';
import { begin, type Finished, finish, type Options } from '../workshop.ts';

export interface OnBackend {
  /** Starts a run as `begin` of the workshop does. */
  readonly begin: (argv: readonly string[], options?: Options) => Promise<Run>;
  /** Runs to the end. */
  readonly complete: (argv: readonly string[], options?: Options) => Promise<Finished>;
}

/**
 * Defines the cases once for each backend, and a last test that compares all records of the two, field by field but
 * for backend, times and numbers of processes.
 */
export function onBothBackends(subject: string, define: (on: OnBackend) => void): void {
  const records: Record<string, Map<string, unknown>> = {};
  describe.each([directBackend, execaBackend])(`${subject}, $name`, (backend) => {
    const seen = new Map<string, unknown>();
    records[backend.name] = seen;
    define(onBackend(backend, seen));
  });
  test(`${subject}: both backends give the same records, field by field`, () => {
    expect(records['direct']?.size).toBeGreaterThan(0);
    expect(records['direct']).toEqual(records['execa']);
  });
}

function onBackend(backend: SpawnBackend, seen: Map<string, unknown>): OnBackend {
  let runs = 0;
  const started: OnBackend['begin'] = async (argv, options = {}) => {
    const run = await begin(argv, { ...options, backend });
    runs += 1;
    const of = `run ${runs}`;
    void run.settled.then((record) => seen.set(`${of}, verdict`, comparable(record)));
    void run.gone.then((record) => seen.set(`${of}, last word`, comparable(record)));
    return run;
  };
  const complete: OnBackend['complete'] = (argv, options) => finish(() => started(argv, options));
  return { begin: started, complete };
}

/** A record without what two runs of one program cannot have in common. */
function comparable(record: RunRecord): unknown {
  const { check, argv, outcome, stdout, stderr, summary, killedInGroup } = record;
  // How far a program gets before it is ended, and who of its group is the last to follow SIGTERM, is up to chance.
  const left = {
    exited: { summary, stdout, stderr, killedInGroup },
    timedOut: { summary, stdout: stdout.head, stderr: stderr.head },
    cancelled: {},
  };
  const kind = outcome.type === 'timedOut' || outcome.type === 'cancelled' ? outcome.type : 'exited';
  const text = JSON.stringify({ check, argv, outcome, ...left[kind] })
    .replaceAll(record.runId, 'RUN-ID')
    .replaceAll(/vipward-probes-\w{6}/g, 'TEMP')
    .replaceAll(/pipe:\[\d+\]/g, 'PIPE')
    .replaceAll(/(?<!\d)(\d+)(?:\s+\1(?!\d))+/g, 'ONE-PID');
  return JSON.parse(text);
}
