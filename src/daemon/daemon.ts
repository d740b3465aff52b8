import { uptime } from 'node:os';
import { notHeardOf } from '../health/check-health.ts';
import type { ReloadAnswer, ReloadPlan, StatusReport } from '../http/api.ts';
import { ControlServer } from '../http/server.ts';
import type { FromDataplane } from '../ipc/messages.ts';
import { countBySeverity } from '../config/diagnostic.ts';
import { placeIn } from '../config/load.ts';
import type { Log } from '../log/events.ts';
import type { IpAddress } from '../model/address.ts';
import type { HostItem } from '../model/host/item.ts';
import { fixturesOf } from '../model/host/standing.ts';
import type { InstanceConfig } from '../model/instance.ts';
import { diffModels } from '../model/reload/diff.ts';
import { fatesOf } from '../model/reload/fates.ts';
import { type Model, startDelayMs } from '../model/model.ts';
import { err, ok, type Result } from '../model/result.ts';
import { Notifier } from '../notify/notifier.ts';
import { runOnce } from '../notify/once.ts';
import type { NotifyResult } from '../notify/queues.ts';
import { CheckRunner } from '../probes/check-runner.ts';
import { Board } from './board.ts';
import { CheckReports } from './check-reports.ts';
import type { Configuration } from './configuration.ts';
import { onDataplaneMessage } from './dataplane/on-dataplane.ts';
import { makeInitFiles } from './init-files.ts';
import { MaintenanceDesk } from './maintenance/maintenance-desk.ts';
import { lintScripts } from './script-lint.ts';
import { rescue } from './dataplane/rescue.ts';
import { Supervisor } from './dataplane/supervise.ts';
import { VerdictFeed } from './dataplane/verdict-feed.ts';

const NOTIFY_DRAIN_LIMIT_MS = 5_000;
/** Status waits that long for a dataplane that is busy, and then shows what is known. */
const REPORT_LIMIT_MS = 500;

export interface DaemonOptions {
  readonly version: string;
  readonly dataplaneBundle: string;
  readonly controlSocket: string;
  /** Where maintenances are kept over a restart. */
  readonly stateDir: string;
  readonly log: Log;
  readonly configuration: Configuration;
  /** Reads the configuration again, for a reload. */
  readonly reread: (ownVips: readonly IpAddress[]) => Promise<Configuration>;
}

interface Reread {
  readonly model: Model;
  readonly plan: ReloadPlan;
}

/** Why a configuration is not taken. Without `configuration` it is not its fault. */
interface Refused {
  readonly errors: number;
  readonly file: string;
  readonly text: string;
  readonly configuration?: Configuration;
}

/** The first process: runs the checks, keeps the dataplane alive, tells it verdicts, tells people what it did. */
export class Daemon {
  /** The exit code, once all is released. */
  readonly ended: Promise<number>;
  readonly #options: DaemonOptions;
  readonly #log: Log;
  readonly #board = new Board();
  readonly #startedAtMs = Date.now();
  readonly #supervisor: Supervisor;
  readonly #verdicts = new VerdictFeed((message) => this.#supervisor.send(message));
  readonly #runner: CheckRunner;
  readonly #maintenance: MaintenanceDesk;
  readonly #reports: CheckReports;
  readonly #notify: Notifier;
  readonly #control: ControlServer;
  #end: (exitCode: number) => void = () => {};
  /** Every instance that has been configured, so that a removed one can still be spoken of. */
  readonly #instances = new Map<string, InstanceConfig>();
  #model: Model;
  /** What the dataplane may have put on the host: what it is known to have, and what it is being told. */
  #mayHold: Pick<Model, 'instances' | 'statics'>;
  #generation = 1;
  #stopping: 'no' | 'yes' = 'no';
  #reloading: Promise<unknown> = Promise.resolve();

  constructor(options: DaemonOptions, model: Model) {
    this.ended = new Promise((resolve) => (this.#end = resolve));
    this.#options = options;
    this.#log = options.log;
    this.#model = model;
    this.#mayHold = model;
    this.#supervisor = new Supervisor(options.dataplaneBundle, {
      onReady: () => this.#furnish(),
      onMessage: (message) => this.#onMessage(message),
      onLost: (how, restartInMs) => this.#onLost(how, restartInMs),
      onFatal: () => void this.stop('the dataplane cannot work on this host', 1),
    });
    const { log } = options;
    this.#notify = new Notifier(
      {
        ran: (result) => this.#onNotified(result),
        mailed: (result) => log('notify.mail', result),
        trouble: (text) => log('notify.trouble', { text }),
      },
      model,
    );
    this.#reports = new CheckReports({ board: this.#board, verdicts: this.#verdicts, log, notify: this.#notify });
    this.#runner = new CheckRunner({
      result: (record, health) => this.#reports.result(record, health),
      health: (health) => this.#reports.health(health),
      remark: (check, text) => this.#reports.remark(check, text),
      recovery: (check, news) => log('check.recovery', { check, ...news }),
    });
    this.#maintenance = new MaintenanceDesk({
      stateDir: options.stateDir,
      log,
      healthOf: (check) => this.#runner.healthByRuns(check),
      isCheck: (name) => (this.#model.checks.some((check) => check.name === name) ? 'yes' : 'no'),
      takesPart: () => (this.#model.instances.length > 0 ? 'yes' : 'no'),
      onCheck: (check, note) => this.#runner.maintain(check, note),
      onNode: () => this.#furnish(),
    });
    this.#adopt(model);
    this.#control = new ControlServer(options.controlSocket, {
      status: () => this.status(),
      reload: () => this.reload(),
      plan: () => this.#plan(),
      stop: () => {
        void this.stop('asked through the control socket', 0);
        return { outcome: 'stopping', pid: process.pid };
      },
      maintenance: (order) => this.#maintenance.order(order),
    });
  }

  /** Rejects when the control socket cannot be made; nothing runs then. */
  async start(): Promise<void> {
    await this.#runOnce('startup');
    if (this.#isStopping()) return;
    for (const text of makeInitFiles(this.#model.initFiles)) this.#log('check.remark', { check: 'all', text });
    await this.#notify.open();
    this.#startDataplane();
    try {
      await this.#control.listen();
    } catch (error) {
      await this.#supervisor.stop('the control socket cannot be made');
      throw error;
    }
    await this.#maintenance.open();
    // Told to stop while it started.
    if (this.#isStopping()) return;
    this.#runner.reload(this.#model.checks, this.#model.scriptSecurity);
    this.#log('daemon.started', {
      version: this.#options.version,
      pid: process.pid,
      config: this.#options.configuration.file,
      instances: this.#model.instances.length,
      checks: this.#model.checks.length,
    });
  }

  /** Hands over, ends the checks, lets the last notify scripts finish, and ends. Again: no effect. */
  async stop(reason: string, exitCode: number): Promise<void> {
    if (this.#stopping === 'yes') return;
    this.#stopping = 'yes';
    const startedMs = performance.now();
    this.#log('daemon.stopping', { reason });
    const left = await this.#supervisor.stop(reason);
    if (left === 'died') this.#rescue(fixturesOf(this.#mayHold));
    await Promise.all([this.#runner.stop(), this.#notify.drain(NOTIFY_DRAIN_LIMIT_MS)]);
    this.#control.close();
    await this.#maintenance.close();
    await this.#runOnce('shutdown');
    this.#log('daemon.stopped', { tookMs: Math.round(performance.now() - startedMs) });
    this.#end(exitCode);
  }

  /**
   * All or nothing: a file with errors changes nothing and the answer says why. One after the other, so that the text
   * that was read last is the one in force.
   */
  reload(): Promise<ReloadAnswer> {
    const answer = this.#reloading.then(() => this.#reloadOnce());
    this.#reloading = answer.catch(() => {});
    return answer;
  }

  async #reloadOnce(): Promise<ReloadAnswer> {
    const read = await this.#readAgain();
    if (!read.ok) {
      const { errors, file, text, configuration } = read.error;
      if (configuration !== undefined) {
        this.#log('config.rejected', { errors, file });
        logDiagnostics(this.#log, configuration);
      }
      return { outcome: 'kept', diagnostics: text };
    }
    const { model: wanted, plan } = read.value;
    // Until it says so the dataplane has not let go of what is no longer wanted.
    const { instances, statics } = this.#mayHold;
    this.#mayHold = {
      instances: [...wanted.instances, ...instances],
      statics: [...wanted.statics, ...statics],
    };
    this.#adopt(wanted);
    this.#generation += 1;
    this.#startDataplane();
    this.#furnish();
    this.#runner.reload(this.#model.checks, this.#model.scriptSecurity);
    await this.#notify.adopt(this.#model);
    this.#log('config.reloaded', { generation: this.#generation, changes: plan.changes });
    return { outcome: 'applied', generation: this.#generation, ...plan };
  }

  /** `startup_script` and `shutdown_script`: everything waits for them, at most as long as they may take. */
  async #runOnce(which: 'startup' | 'shutdown'): Promise<void> {
    const once = this.#model.notifications[which];
    if (once === 'none') return;
    this.#log('daemon.script', await runOnce(`${which}_script`, once, this.#model.scriptSecurity));
  }

  get dumpFiles(): Model['dumpFiles'] {
    return this.#model.dumpFiles;
  }

  /** A method, because the compiler cannot know that awaiting lets `stop` run. */
  #isStopping(): boolean {
    return this.#stopping === 'yes';
  }

  /** What the configuration says now, and how that differs from what is in force; or why it cannot be taken. */
  async #readAgain(): Promise<Result<Reread, Refused>> {
    const configuration = await this.#options.reread(this.#ownVips());
    const { file, model, diagnostics } = configuration;
    if (this.#isStopping()) return err({ errors: 0, file, text: 'the daemon is stopping' });
    const { errors } = countBySeverity(diagnostics);
    if (model === undefined || errors > 0) return err({ errors, file, text: configuration.render(), configuration });
    const instances = fatesOf(this.#model.instances, model.instances);
    return ok({ model, plan: { changes: diffModels(this.#model, model), instances } });
  }

  /** Changes nothing, whatever it says. */
  async #plan(): Promise<ReloadAnswer> {
    const read = await this.#readAgain();
    if (!read.ok) return { outcome: 'kept', diagnostics: read.error.text };
    return { outcome: 'planned', ...read.value.plan };
  }

  #ownVips(): readonly IpAddress[] {
    return this.#model.instances
      .flatMap(({ vips, excludedVips }) => [...vips, ...excludedVips])
      .map((vip) => vip.address);
  }

  #adopt(model: Model): void {
    this.#model = model;
    this.#reports.adopt(model.checks);
    for (const instance of model.instances) this.#instances.set(instance.name, instance);
  }

  /** Checks alone need none: neither its memory nor its rights. */
  #startDataplane(): void {
    const { instances, statics } = this.#model;
    if (instances.length + statics.length > 0) this.#supervisor.start();
  }

  /** Gives a dataplane all that it must know: at its start, and after a reload. */
  #furnish(): void {
    this.#verdicts.forget();
    for (const check of this.#model.checks) {
      const known = this.#board.verdict(check.name);
      const fresh = check.staleAfterMs;
      const validForMs =
        known === undefined ? check.initialDelayMs + check.timeoutMs + fresh : Math.max(0, fresh - known.ageMs);
      this.#supervisor.send({ type: 'verdict', verdict: known?.health ?? notHeardOf(check.name), validForMs });
    }
    const maintenance = this.#maintenance.noteOfNode();
    const startupDelayMs = startDelayMs(this.#model, uptime() * 1000);
    const { instances, statics, links, pacing, groups, syncGroups, unknownVrids } = this.#model;
    const model = { instances, statics, links, pacing, groups, syncGroups, unknownVrids, startupDelayMs, maintenance };
    this.#supervisor.send({ type: 'model', generation: this.#generation, model });
  }

  #onNotified({ about, ...result }: NotifyResult): void {
    if (about.kind === 'instance') this.#log('notify.ran', { instance: about.name, ...result });
    else if (about.kind === 'group') this.#log('notify.groupRan', { group: about.name, ...result });
    else this.#log('check.notified', { check: about.name, ...result });
  }

  #onMessage(message: FromDataplane): void {
    if (message.type === 'applied' && message.generation === this.#generation) this.#mayHold = this.#model;
    onDataplaneMessage(message, {
      log: this.#log,
      board: this.#board,
      notify: this.#notify,
      instances: this.#instances,
      syncGroups: this.#model.syncGroups,
    });
  }

  #onLost(how: string, restartInMs: number): void {
    this.#rescue([]);
    this.#board.dataplaneLost(how);
    this.#log('dataplane.gone', { how, restartInMs });
  }

  #rescue(fixtures: readonly HostItem[]): void {
    const orphans = this.#mayHold.instances.map((config) => {
      const known = this.#board.instance(config.name);
      return { config, sourceAddress: known?.sourceAddress ?? 'none', checksumHeard: known?.checksumHeard ?? 'pseudo' };
    });
    const { held, troubles } = rescue(orphans, fixtures);
    this.#mayHold = this.#model;
    if (held.length > 0) this.#log('dataplane.rescued', { instances: held });
    for (const text of troubles) this.#log('dataplane.trouble', { text });
  }

  /** What `vipward status` shows. */
  async status(): Promise<StatusReport> {
    if (this.#supervisor.state.state === 'running') {
      const told = this.#board.nextSnapshot(REPORT_LIMIT_MS);
      this.#supervisor.send({ type: 'report' });
      await told;
    }
    return {
      version: this.#options.version,
      pid: process.pid,
      startedAtMs: this.#startedAtMs,
      nowMs: Date.now(),
      config: this.#options.configuration.file,
      generation: this.#generation,
      dataplane: this.#supervisor.state,
      instances: this.#board.instances(),
      syncGroups: this.#board.syncGroups(),
      checks: this.#board.checks(this.#model.checks),
      maintenances: this.#maintenance.list(),
      fifos: this.#notify.fifoCounts(),
    };
  }
}

/** One log event for each diagnostic, so that what `validate` shows is in the log too. */
export function logDiagnostics(log: Log, configuration: Configuration): void {
  for (const diagnostic of configuration.diagnostics) {
    const { severity, code, message, help } = diagnostic;
    log('config.diagnostic', { severity, code, place: configuration.placeOf(diagnostic), message, help });
  }
  // A check that cannot fail is as bad as none: its script's errors are said at the start too, the rest by `validate`.
  const { notices, files } = lintScripts(configuration);
  const position = placeIn([...configuration.files, ...files]);
  for (const { severity, code, message, help, span } of notices.filter((notice) => notice.severity === 'error')) {
    const { line, column } = position(span);
    log('config.diagnostic', { severity, code, place: `${span.file}:${line}:${column}`, message, help });
  }
}
