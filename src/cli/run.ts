import { Daemon, logDiagnostics } from '../daemon/daemon.ts';
import { renderSummary } from '../config/render.ts';
import { readConfiguration } from '../daemon/configuration.ts';
import { keepalivedBeside } from '../daemon/beside.ts';
import { claimRuntimeDir } from '../daemon/runtime-dir.ts';
import { openHistory } from '../history/history.ts';
import { endOrphanedRuns, isMain } from '../linux/spawn/orphaned-runs.ts';
import { adoptOrphans, closeInheritedOnExec, endAtOnce, limitForScripts } from '../linux/process.ts';
import { openLog } from '../log/sink.ts';
import { ignoreKeepalivedSignals } from '../linux/signals.ts';
import type { IpAddress } from '../model/address.ts';
import type { Level } from '../log/events.ts';
import { dump } from './run/dump.ts';
import { EXIT_BAD, EXIT_USAGE } from './exit-codes.ts';
import { configurationOf, folderOf, readerFor, type ReaderOptions } from './options.ts';

const SCRIPT_UMASK = 0o022;

export interface RunOptions extends ReaderOptions {
  readonly config: string;
  readonly runtimeDir: string;
  /** Where history is written. */
  readonly stateDir: string;
  readonly logFormat: 'pretty' | 'json';
  readonly logLevel: Level;
  readonly version: string;
  readonly dataplaneBundle: string;
}

/**
 * `vipward run`: the daemon until it is told to stop.
 * Faults of the text refuse the start (2). Faults of this host (a script that is missing, a user) do not: the node
 * starts, the check fails closed, and `status` says why.
 */
export async function run(options: RunOptions): Promise<number> {
  process.title = 'vipward: main';
  // Scripts must not inherit what whoever started the daemon left open, nor an odd file mode mask.
  closeInheritedOnExec();
  adoptOrphans();
  limitForScripts();
  process.umask(SCRIPT_UMASK);
  const reader = readerFor(options);
  const configuration = await configurationOf(options.config, options);
  if (configuration.model === undefined) {
    console.error(
      `${configuration.render()}\n\nnot started: ${renderSummary(configuration.diagnostics)} in ${options.config}`,
    );
    return EXIT_USAGE;
  }
  // Who only runs checks takes no addresses away.
  const keepalived = configuration.model.instances.length > 0 ? keepalivedBeside() : undefined;
  if (keepalived !== undefined) {
    console.error(
      `not started: keepalived runs on this host (pid ${keepalived}), and two VRRP daemons take each other's addresses away`,
    );
    console.error('stop it first: systemctl disable --now keepalived');
    return EXIT_USAGE;
  }
  const { daemonName } = configuration.model;
  const runtimeDir = folderOf(options.runtimeDir, daemonName);
  const stateDir = folderOf(options.stateDir, daemonName);
  const claimed = await claimRuntimeDir(runtimeDir);
  if (!claimed.ok) {
    console.error(claimed.error);
    return EXIT_USAGE;
  }
  // What was left when both processes were killed at once.
  endOrphanedRuns((pid) => pid !== process.pid && !isMain(pid));
  const out = openLog({ format: options.logFormat, level: options.logLevel, daemon: daemonName });
  const history = openHistory(stateDir, out.log);
  const { log } = history;
  logDiagnostics(log, configuration);
  const reread = (ownVips: readonly IpAddress[]): ReturnType<typeof readConfiguration> =>
    readConfiguration(options.config, reader, ownVips);
  const { version, dataplaneBundle } = options;
  const daemon = new Daemon(
    { version, dataplaneBundle, controlSocket: claimed.value, stateDir, log, configuration, reread },
    configuration.model,
  );
  ignoreKeepalivedSignals();
  process.on('SIGTERM', () => void daemon.stop('SIGTERM', 0));
  process.on('SIGINT', () => void daemon.stop('SIGINT', 0));
  process.on('SIGHUP', () => void daemon.reload());
  for (const signal of ['SIGUSR1', 'SIGUSR2'] as const)
    process.on(signal, () => {
      void daemon.status().then((report) => log('daemon.dumped', dump(signal, report, daemon.dumpFiles)));
    });
  try {
    await daemon.start();
  } catch (error) {
    console.error(`cannot start: ${error instanceof Error ? error.message : String(error)}`);
    if ((await out.flush()) === 'stalled') endAtOnce(EXIT_BAD);
    return EXIT_BAD;
  }
  const exitCode = await daemon.ended;
  await history.close();
  if ((await out.flush()) === 'stalled') endAtOnce(exitCode);
  return exitCode;
}
