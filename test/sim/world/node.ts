import { Dataplane } from '../../../src/dataplane/loop.ts';
import type { FromDataplane, ToDataplane } from '../../../src/ipc/messages.ts';
import type { InstanceConfig } from '../../../src/model/instance.ts';
import { instanceConfig } from '../../support/configs.ts';
import { SimulatedCheck } from './check.ts';
import type { SimulatedHost } from './host.ts';
import { SimulatedLan } from './lan.ts';

export const SECOND_US = 1_000_000;
export const VIP = '10.9.0.100';
export const CHECK = 'nginx';
const LONG_MS = 1e9;

type Said = Exclude<ToDataplane, { type: 'shutdown' | 'heartbeat' }>;

/** What a node is to do: the fields of its instance that matter, and how its checks count. */
export type NodeConfig = Partial<InstanceConfig>;

/** One host that runs the second process, with a check of weight 0 unless the configuration says otherwise. */
export class SimulatedNode {
  readonly host: SimulatedHost;
  said: FromDataplane[] = [];
  power: 'on' | 'off' = 'off';
  link: 'up' | 'down' = 'up';
  config: InstanceConfig;
  maintenance: string | 'none' = 'none';
  readonly #time: SimulatedLan['time'];
  readonly #thresholds: { readonly rise: number; readonly fall: number };
  readonly #checks = new Map<string, SimulatedCheck>();
  #plane: Dataplane | undefined;
  #generation = 0;

  constructor(lan: SimulatedLan, address: string, config: NodeConfig, thresholds = { rise: 1, fall: 1 }) {
    this.host = lan.host(address);
    this.#time = lan.time;
    this.#thresholds = thresholds;
    this.config = SimulatedNode.configOf(config);
    for (const { name } of this.config.trackedChecks) this.#checkOf(name).run('good', 0);
  }

  static configOf(config: NodeConfig): InstanceConfig {
    const trackedChecks = [{ name: CHECK, weight: 0, warnWeight: 'weight', reverse: 'normal' }] as const;
    return instanceConfig({ trackedChecks, ...config });
  }

  start(): void {
    if (this.power === 'on') return;
    this.power = 'on';
    const { host } = this;
    this.#plane = new Dataplane({
      network: host,
      clock: host.clock,
      emit: (message) => void this.said.push(message),
      afterInput: (callback) => host.afterInput(callback),
    });
    this.#plane.open();
    for (const name of this.#checks.keys()) this.#tellOf(name, LONG_MS);
    this.#tellModel();
  }

  /** Its power fails. */
  crash(): void {
    if (this.power === 'off') return;
    this.power = 'off';
    this.#plane = undefined;
    this.host.crash();
  }

  /** An orderly stop of the program. */
  stop(): void {
    const plane = this.#plane;
    if (plane === undefined) return;
    this.host.reach(() => {
      plane.leave('SIGTERM');
      this.power = 'off';
      this.#plane = undefined;
    });
  }

  reload(config: NodeConfig): void {
    this.config = SimulatedNode.configOf(config);
    this.#tellModel();
  }

  setMaintenance(note: string | 'none'): void {
    this.maintenance = note;
    this.#tellModel();
  }

  /** Runs of a check that end in one way, one after the other. */
  runCheck(name: string, end: 'good' | 'bad', runs: number): void {
    for (let run = 0; run < runs; run++) this.#checkOf(name).run(end, this.#nowMs());
    this.#tellOf(name, LONG_MS);
  }

  /** So many runs that it counts. */
  setCheck(health: 'up' | 'down'): void {
    const { rise, fall } = this.#thresholds;
    this.runCheck(CHECK, health === 'up' ? 'good' : 'bad', Math.max(rise, fall));
  }

  /** The first process no longer says anything of its checks: what it said last holds for this long. */
  muteChecks(validForMs: number): void {
    for (const name of this.#checks.keys()) this.#tellOf(name, validForMs);
  }

  /** What the first process thinks of a check. */
  healthOf(name: string): 'unknown' | 'up' | 'warn' | 'down' {
    return this.#checkOf(name).health(this.#nowMs()).health;
  }

  get check(): 'up' | 'down' {
    return this.healthOf(CHECK) === 'up' ? 'up' : 'down';
  }

  setLink(state: 'up' | 'down'): void {
    this.link = state;
    this.host.setLink(state === 'up' ? 'yes' : 'no');
  }

  holds(): boolean {
    return this.power === 'on' && this.host.holds(VIP);
  }

  /** `master because masterSilent` and so on. */
  transitions(): readonly string[] {
    return this.said.flatMap((message) =>
      message.type === 'transition' ? [`${message.to} because ${message.cause.kind}`] : [],
    );
  }

  #checkOf(name: string): SimulatedCheck {
    const check = this.#checks.get(name) ?? new SimulatedCheck(name, this.#thresholds);
    this.#checks.set(name, check);
    return check;
  }

  #tellOf(name: string, validForMs: number): void {
    this.#tell({ type: 'verdict', verdict: this.#checkOf(name).health(this.#nowMs()), validForMs });
  }

  #tellModel(): void {
    const { config, maintenance } = this;
    const rest = { groups: [], syncGroups: [], unknownVrids: 'silent', startupDelayMs: 0 } as const;
    this.#generation += 1;
    this.#tell({ type: 'model', generation: this.#generation, model: { instances: [config], maintenance, ...rest } });
  }

  #tell(message: Said): void {
    const plane = this.#plane;
    if (plane !== undefined) this.host.reach(() => plane.onMessage(message));
  }

  #nowMs(): number {
    return Math.floor(this.#time.nowUs / 1000);
  }
}

/** Nodes 10.9.0.1, 10.9.0.2, … on one segment, all running. */
export function simulatedCluster(configs: readonly NodeConfig[]): {
  readonly lan: SimulatedLan;
  readonly nodes: readonly SimulatedNode[];
} {
  const lan = new SimulatedLan();
  const nodes = configs.map((config, index) => new SimulatedNode(lan, `10.9.0.${index + 1}`, config));
  for (const node of nodes) node.start();
  return { lan, nodes };
}
