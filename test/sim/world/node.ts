import { Dataplane } from '../../../src/dataplane/loop.ts';
import type { FromDataplane, ToDataplane } from '../../../src/ipc/messages.ts';
import { SimulatedLan } from './lan.ts';
import { LONG_MS, type NodeConfig, SimulatedRouter } from './router.ts';
import { wantedModel } from '../../support/configs.ts';

export const SECOND_US = 1_000_000;

type Told = Exclude<ToDataplane, { type: 'shutdown' | 'heartbeat' }>;

/** One host that runs the real second process, and what the first one would tell it. */
export class SimulatedNode extends SimulatedRouter {
  said: FromDataplane[] = [];
  #plane: Dataplane | undefined;
  #generation = 0;

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

  reload(configs: readonly NodeConfig[]): void {
    this.adopt(configs);
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
    for (const instance of this.instances) instance.state = 'init';
  }

  /** The state of an instance is what was last said of it. */
  #hear(message: FromDataplane): void {
    this.said.push(message);
    if (message.type !== 'transition') return;
    for (const instance of this.instances) if (instance.config.name === message.instance) instance.state = message.to;
  }

  #tellOf(name: string, validForMs: number): void {
    const verdict = this.checkOf(name).health;
    this.#tell({ type: 'verdict', verdict, validForMs }, () => this.hold(name, validForMs));
  }

  #tellModel(): void {
    const instances = this.instances.map(({ config }) => config);
    const members = instances.map(({ name }) => name);
    this.#generation += 1;
    this.#tell({
      type: 'model',
      generation: this.#generation,
      model: wantedModel({
        instances,
        syncGroups: this.grouping === 'together' ? [{ name: 'GROUP', members, notify: {}, mail: 'off' }] : [],
        maintenance: this.maintenance,
      }),
    });
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

/** Nodes 10.9.0.1, 10.9.0.2, … on one segment, each with one instance, all running. */
export function simulatedCluster(configs: readonly NodeConfig[]): {
  readonly lan: SimulatedLan;
  readonly nodes: readonly SimulatedNode[];
} {
  const lan = new SimulatedLan();
  const nodes = configs.map((config, index) => {
    const setup = { instances: [config], grouping: 'alone', rise: 1, fall: 1 } as const;
    return new SimulatedNode(lan, `10.9.0.${index + 1}`, setup);
  });
  for (const node of nodes) node.start();
  return { lan, nodes };
}
