import type { MaintenanceAnswer, MaintenanceOrder } from '../../http/api.ts';
import { type Maintenance, type MaintenanceEvent, NODE, type Target } from '../../health/time/maintenance.ts';
import { maintenanceText } from '../../health/time/maintenance-words.ts';
import type { CheckHealth } from '../../health/check-health.ts';
import type { Log } from '../../log/events.ts';
import { MaintenanceBook } from './maintenance.ts';

interface Parts {
  readonly stateDir: string;
  readonly log: Log;
  /** What the check counts as by its runs; `none`: not known. */
  readonly healthOf: (check: string) => CheckHealth | 'none';
  readonly isCheck: (name: string) => 'yes' | 'no';
  /** Whether there is an instance. */
  readonly takesPart: () => 'yes' | 'no';
  /** A check is not judged from now on, or is again. */
  readonly onCheck: (check: string, note: string | 'over') => void;
  /** This node steps back, or takes part again. */
  readonly onNode: () => void;
}

/** Takes orders for maintenance, and has what is in force done. */
export class MaintenanceDesk {
  readonly #parts: Parts;
  readonly #book: MaintenanceBook;
  /** What was said of an event, in the words of the moment in which it happened. */
  readonly #said = new WeakMap<MaintenanceEvent, string>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#book = new MaintenanceBook(parts.stateDir, {
      event: (event) => this.#onEvent(event),
      trouble: (text) => parts.log('maintenance.trouble', { text }),
    });
  }

  /** Takes over what was in force before a restart. */
  async open(): Promise<void> {
    for (const entry of await this.#book.open()) {
      this.#parts.log('maintenance.changed', {
        ...about(entry.target),
        text: `${words(entry)} ended while vipward was off`,
      });
    }
    for (const { target, note } of this.#book.list())
      if (target.type === 'check') this.#parts.onCheck(target.name, note);
    if (this.noteOfNode() !== 'none') this.#parts.onNode();
  }

  /** Why this node is in maintenance. */
  noteOfNode(): string | 'none' {
    return this.#book.entryOf(NODE)?.note ?? 'none';
  }

  list(): readonly Maintenance[] {
    return this.#book.list();
  }

  async order({ action, check, forMs, note }: MaintenanceOrder): Promise<MaintenanceAnswer> {
    const target: Target = check === undefined ? NODE : { type: 'check', name: check };
    if (check !== undefined && action === 'on' && this.#parts.isCheck(check) === 'no')
      return { outcome: 'refused', text: `there is no check "${check}"; "vipward status" names them` };
    if (check === undefined && action === 'on' && this.#parts.takesPart() === 'no')
      return {
        outcome: 'refused',
        text: 'this node has no vrrp_instance to step back from; name a check with --check',
      };
    const request = { target, lengthMs: forMs ?? 0, note: note ?? '' };
    const changed = action === 'on' ? await this.#book.begin(request) : await this.#book.end(target);
    if (!changed.ok) return { outcome: 'refused', text: changed.error };
    const { events, kept } = changed.value;
    const lines = events.map((event) => this.#said.get(event) ?? this.#textOf(event));
    return { outcome: 'done', lines: kept.ok ? lines : [...lines, kept.error] };
  }

  /** What is in force stays in the state folder. */
  close(): Promise<void> {
    return this.#book.close();
  }

  #onEvent(event: MaintenanceEvent): void {
    const { target, note } = event.entry;
    const text = this.#textOf(event);
    this.#said.set(event, text);
    this.#parts.log('maintenance.changed', { ...about(target), text });
    if (event.type === 'ending') return;
    if (target.type === 'node') this.#parts.onNode();
    else this.#parts.onCheck(target.name, event.type === 'end' ? 'over' : note);
  }

  #textOf(event: MaintenanceEvent): string {
    const { target } = event.entry;
    return maintenanceText(event, target.type === 'check' ? this.#parts.healthOf(target.name) : 'none');
  }
}

const about = (target: Target): { readonly check?: string } => (target.type === 'check' ? { check: target.name } : {});

const words = ({ target, note }: Maintenance): string =>
  `maintenance of ${target.type === 'node' ? 'this node' : `check ${target.name}`} (${note})`;
