import { Dataplane } from '../../src/dataplane/loop.ts';
import type { FromDataplane } from '../../src/ipc/messages.ts';
import type { InstanceConfig } from '../../src/model/instance.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { checkHealth, instanceConfig } from './configs.ts';
import { type SimulatedHost, SimulatedLan } from './simulated-lan.ts';

export const SECOND_US = 1_000_000;
export const VIP = '10.9.0.100';
const CHECK = 'nginx';
const LONG_MS = 1e9;

/** One host that runs the second process, with a check of weight 0 unless the configuration says otherwise. */
export class SimulatedNode {
  readonly host: SimulatedHost;
  said: FromDataplane[] = [];
  power: 'on' | 'off' = 'off';
  link: 'up' | 'down' = 'up';
  check: 'up' | 'down' = 'up';
  readonly #lan: SimulatedLan;
  readonly #config: InstanceConfig;
  #plane: Dataplane | undefined;
  #clock: Clock | undefined;

  constructor(lan: SimulatedLan, address: string, config: Partial<InstanceConfig>) {
    this.#lan = lan;
    this.host = lan.host(address);
    const trackedChecks = [{ name: CHECK, weight: 0, warnWeight: 'weight', reverse: 'normal' }] as const;
    this.#config = instanceConfig({ trackedChecks, ...config });
  }

  start(): void {
    if (this.power === 'on') return;
    this.power = 'on';
    this.#clock = this.#lan.time.clock();
    this.#plane = new Dataplane({
      network: this.host,
      clock: this.#clock,
      emit: (message) => void this.said.push(message),
      afterInput: (callback) => callback(),
    });
    this.#plane.open();
    const model = {
      instances: [this.#config],
      groups: [],
      maintenance: 'none',
      unknownVrids: 'silent',
      startupDelayMs: 0,
    } as const;
    this.#tell();
    this.#plane.onMessage({ type: 'model', generation: 1, model });
  }

  crash(): void {
    if (this.power === 'off') return;
    this.power = 'off';
    this.#clock?.wakeAt(Infinity, () => {});
    this.host.crash();
  }

  setCheck(health: 'up' | 'down'): void {
    this.check = health;
    if (this.power === 'on') this.#tell();
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

  #tell(): void {
    const blame = this.check === 'down' ? 'service' : 'none';
    const verdict = checkHealth({ check: CHECK, health: this.check, blame, reason: `it is ${this.check}` });
    this.#plane?.onMessage({ type: 'verdict', verdict, validForMs: LONG_MS });
  }
}

/** Nodes 10.9.0.1, 10.9.0.2, … on one segment, all running. */
export function simulatedCluster(configs: readonly Partial<InstanceConfig>[]): {
  readonly lan: SimulatedLan;
  readonly nodes: readonly SimulatedNode[];
} {
  const lan = new SimulatedLan();
  const nodes = configs.map((config, index) => new SimulatedNode(lan, `10.9.0.${index + 1}`, config));
  for (const node of nodes) node.start();
  return { lan, nodes };
}
