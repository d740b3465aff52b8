import { Dataplane } from '../../../src/dataplane/loop.ts';
import type { FromDataplane, ToDataplane } from '../../../src/ipc/messages.ts';
import type { VrrpState } from '../../../src/vrrp/state.ts';
import { SimulatedLan } from './lan.ts';
import { LONG_MS, type NodeConfig, SimulatedRouter, type Thresholds } from './router.ts';

export const SECOND_US = 1_000_000;

type Told = Exclude<ToDataplane, { type: 'shutdown' | 'heartbeat' }>;

/** One host that runs the real second process, and what the first one would tell it. */
export class SimulatedNode extends SimulatedRouter {
  said: FromDataplane[] = [];
  #state: VrrpState = 'init';
  #plane: Dataplane | undefined;
  #generation = 0;

  constructor(lan: SimulatedLan, address: string, config: NodeConfig, thresholds: Thresholds = { rise: 1, fall: 1 }) {
    super(lan, address, config, thresholds);
  }

  /** As last said. */
  get state(): VrrpState {
    return this.#state;
  }

  start(): void {
    if (this.power === 'on') return;
    this.power = 'on';
    const { host } = this;
    this.#plane = new Dataplane({
      network: host,
      clock: host.clock,
      emit: (message) => this.#hear(message),
      afterInput: (callback) => host.afterInput(callback),
    });
    this.#plane.open();
    for (const name of this.checks.keys()) this.#tellOf(name, LONG_MS);
    this.#tellModel();
  }

  crash(): void {
    if (this.power === 'off') return;
    this.#end();
    this.host.crash();
  }

  stop(): void {
    const plane = this.#plane;
    if (plane === undefined) return;
    this.host.reach(() => {
      if (plane !== this.#plane) return;
      plane.leave('SIGTERM');
      this.#end();
    });
  }

  reload(config: NodeConfig): void {
    this.config = SimulatedRouter.configOf(config);
    this.#tellModel();
  }

  setMaintenance(note: string | 'none'): void {
    this.maintenance = note;
    this.#tellModel();
  }

  muteChecks(validForMs: number): void {
    for (const name of this.checks.keys()) this.#tellOf(name, validForMs);
  }

  /** `master because masterSilent` and so on. */
  transitions(): readonly string[] {
    return this.said.flatMap((message) =>
      message.type === 'transition' ? [`${message.to} because ${message.cause.kind}`] : [],
    );
  }

  protected checkRan(name: string): void {
    this.#tellOf(name, LONG_MS);
  }

  #end(): void {
    this.power = 'off';
    this.#plane = undefined;
    this.#state = 'init';
  }

  #hear(message: FromDataplane): void {
    this.said.push(message);
    if (message.type === 'transition') this.#state = message.to;
  }

  #tellOf(name: string, validForMs: number): void {
    const verdict = this.checkOf(name).health;
    this.#tell({ type: 'verdict', verdict, validForMs }, () => this.hold(name, validForMs));
  }

  #tellModel(): void {
    const { config, maintenance } = this;
    const rest = { statics: [], groups: [], syncGroups: [], unknownVrids: 'silent', startupDelayMs: 0 } as const;
    this.#generation += 1;
    this.#tell({ type: 'model', generation: this.#generation, model: { instances: [config], maintenance, ...rest } });
  }

  #tell(message: Told, onTold: () => void = () => {}): void {
    const plane = this.#plane;
    if (plane === undefined) return;
    this.host.reach(() => {
      if (plane !== this.#plane) return;
      plane.onMessage(message);
      onTold();
    });
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
