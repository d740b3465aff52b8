import { defineConfig } from 'vitest/config';

const root = new URL('..', import.meta.url).pathname;

/** What starts processes or opens sockets, but needs no namespace. */
const EDGES = ['cli', 'daemon', 'history', 'linux', 'log', 'notify', 'probes'].map(
  (name) => `test/${name}/**/*.test.ts`,
);

/** Generated cases by the thousand, and texts of a megabyte. */
const GENERATED = [
  'test/config/properties.test.ts',
  'test/config/cluster/properties.test.ts',
  'test/dataplane/all-bad.test.ts',
  'test/fuzz/fuzz.test.ts',
  'test/health/generated.test.ts',
  'test/health/time/windows.test.ts',
  'test/lint/lint.test.ts',
  'test/sim/hours.test.ts',
  'test/sim/mutation.test.ts',
];

export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          name: 'tidy',
          include: ['test/tidy/**/*.test.ts'],
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        root,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/tidy/**', 'test/lab/**', 'test/checks/**', ...EDGES, ...GENERATED],
          setupFiles: ['test/support/same-cases.ts'],
          maxWorkers: 2,
          // They share nothing that they could change, and most of their time was spent on loading the same files again.
          isolate: false,
          testTimeout: 30_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        root,
        test: {
          name: 'thorough',
          include: [...EDGES, ...GENERATED],
          globalSetup: ['test/support/install-peers.ts'],
          setupFiles: ['test/support/same-cases.ts'],
          maxWorkers: 3,
          testTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        root,
        test: {
          name: 'lab',
          // Real daemons and servers, in namespaces or on loopback.
          include: ['test/lab/**/*.test.ts', 'test/checks/**/*.test.ts'],
          globalSetup: ['test/support/install-peers.ts'],
          pool: 'forks',
          maxWorkers: 3,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
