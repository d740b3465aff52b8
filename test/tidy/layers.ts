/** Who may know whom below `src`. The table of ARCHITECTURE.md; `layers.test.ts` holds every file to it. */

export interface Layer {
  /** `pure`: values in, values out; no clock, randomness, environment, file, socket, process or npm package. */
  readonly touches: 'pure' | 'os';
  /** Folders whose code and types it may import. Its own folder always. */
  readonly imports: readonly string[];
  /** Folders of which it may know types only (`import type`). */
  readonly types?: readonly string[];
}

/** A path below `src` and its rule; the longest match counts. */
export const LAYERS: Readonly<Record<string, Layer>> = {
  model: { touches: 'pure', imports: [] },
  wire: { touches: 'pure', imports: ['model'] },
  health: { touches: 'pure', imports: ['model'] },
  ports: { touches: 'pure', imports: ['model'] },
  vrrp: { touches: 'pure', imports: ['model', 'wire'], types: ['health', 'ports'] },
  // health/time: a cron pattern is judged by what runs it, so that both never differ; vrrp/layout: how many addresses fit an
  // advert is asked of what makes it.
  config: { touches: 'pure', imports: ['model', 'health', 'vrrp'] },
  lint: { touches: 'pure', imports: ['model', 'config'] },
  capture: { touches: 'pure', imports: ['model', 'wire', 'vrrp'] },
  'ipc/messages.ts': { touches: 'pure', imports: ['model'], types: ['health', 'vrrp'] },
  'ipc/validate.ts': { touches: 'pure', imports: ['model'], types: ['health', 'vrrp'] },
  ipc: { touches: 'os', imports: ['model'], types: ['health', 'vrrp', 'ports'] },
  linux: { touches: 'os', imports: ['model', 'wire', 'ports'] },
  dataplane: { touches: 'os', imports: ['model', 'wire', 'vrrp', 'health', 'ports', 'ipc', 'linux'] },
  probes: { touches: 'os', imports: ['model', 'health', 'linux', 'ports'] },
  'notify/fifo/lines.ts': { touches: 'pure', imports: ['model'], types: ['vrrp'] },
  notify: { touches: 'os', imports: ['model', 'health', 'probes', 'linux'], types: ['vrrp'] },
  'log/events.ts': { touches: 'pure', imports: ['model'], types: ['vrrp', 'health', 'ipc'] },
  log: { touches: 'os', imports: ['model', 'vrrp'], types: ['health', 'ipc'] },
  'history/entry.ts': { touches: 'pure', imports: ['model', 'vrrp'], types: ['log'] },
  'history/query.ts': { touches: 'pure', imports: ['model'] },
  'history/retention.ts': { touches: 'pure', imports: ['model'] },
  'history/summary.ts': { touches: 'pure', imports: ['model'] },
  'history/thinning.ts': { touches: 'pure', imports: ['model'] },
  history: { touches: 'os', imports: ['model', 'log'] },
  http: { touches: 'os', imports: ['model', 'health', 'ipc', 'log', 'vrrp'] },
  daemon: {
    touches: 'os',
    imports: [
      'model',
      'wire',
      'vrrp',
      'health',
      'config',
      'lint',
      'ports',
      'ipc',
      'linux',
      'probes',
      'notify',
      'log',
      'http',
    ],
  },
  lab: { touches: 'os', imports: ['model', 'wire', 'ports', 'linux'] },
  cli: {
    touches: 'os',
    imports: [
      'model',
      'wire',
      'vrrp',
      'health',
      'config',
      'ports',
      'ipc',
      'linux',
      'dataplane',
      'probes',
      'notify',
      'log',
      'history',
      'http',
      'daemon',
      'lab',
      'capture',
    ],
  },
};

/** Which paths below `src` may import a package. `node:` modules not listed here are open to every `os` layer. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  koffi: ['linux'],
  execa: ['probes', 'notify', 'daemon', 'lab', 'cli/demo.ts'],
  'node:child_process': ['probes', 'notify', 'daemon', 'lab', 'cli/demo.ts'],
  mysql2: ['probes'],
  pino: ['log'],
  tinyglobby: ['daemon'],
  'cron-parser': ['probes/times/cron.ts'],
  // The reader of cluster files is pure and is given the parser, which is loaded with the first cluster file.
  yaml: ['daemon/cluster/yaml-text.ts'],
  nodemailer: ['notify/mail'],
  commander: ['cli'],
  'dns-packet': ['probes/native/dns'],
  tinyqueue: ['dataplane'],
};

/** Programs that the daemon replaces by netlink and raw sockets; no source file starts one. */
export const REPLACED_PROGRAMS = ['ip', 'arping', 'ifconfig', 'route', 'brctl'];

/** Whether a path below `src` is this place or lies in it. */
export const within = (below: string, place: string): boolean => below === place || below.startsWith(`${place}/`);

/** The key in LAYERS for a path such as `src/ipc/link.ts`. */
export function layerOf(path: string): string | undefined {
  const below = path.replace(/^src\//, '');
  return Object.keys(LAYERS)
    .filter((key) => within(below, key))
    .toSorted((a, b) => b.length - a.length)[0];
}
