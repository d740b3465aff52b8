import type { InstanceConfig } from '../model/instance.ts';
import type { Model } from '../model/model.ts';
import type { FifoConfig } from '../model/notifications.ts';
import type { Priority } from '../model/priority.ts';
import type { NotifyState } from '../vrrp/state.ts';
import type { GroupEvent, InstanceEvent, NotifyEvent } from './commands.ts';
import { fifoLine, type FifoState } from './fifo/lines.ts';
import { type FifoCounts, FifoPipe } from './fifo/pipe.ts';
import { FifoReader } from './fifo/reader.ts';
import { groupLetterOf, type Letter, letterOf, type Told } from './mail/letter.ts';
import { Mailer, type MailResult } from './mail/mailer.ts';
import { type NotifyResult, NotifyQueues } from './queues.ts';

/** Who hears what became of it. */
export interface NotifyListener {
  readonly ran: (result: NotifyResult) => void;
  readonly mailed: (result: MailResult) => void;
  readonly trouble: (text: string) => void;
}

interface Fifo {
  readonly pipe: FifoPipe;
  readonly reader: FifoReader | undefined;
  readonly as: string;
}

/**
 * Tells whoever wants to hear of an event, in keepalived's order: the script of the state, `notify`, the pipes, mail. All
 * of it is lined up or written at once, and nothing waits for anybody. Source: vrrp.md 4.8.
 */
export class Notifier {
  readonly #listener: NotifyListener;
  readonly #queues: NotifyQueues;
  readonly #mailer: Mailer;
  #model: Model;
  #fifos: readonly Fifo[] = [];
  /** What each instance is now, for those who are told later. */
  readonly #states = new Map<string, { readonly state: InstanceEvent['state']; readonly priority: Priority }>();

  constructor(listener: NotifyListener, model: Model) {
    this.#listener = listener;
    this.#queues = new NotifyQueues(listener.ran, model.scriptSecurity);
    this.#mailer = new Mailer(listener.mailed);
    this.#model = model;
  }

  /** Opens the pipes and starts their readers. Never rejects. */
  async open(): Promise<void> {
    await this.#setFifos();
  }

  /** A reload: pipes whose lines in the configuration did not change stay open, and their readers go on. */
  async adopt(model: Model): Promise<void> {
    this.#model = model;
    this.#queues.adopt(model.scriptSecurity);
    await this.#setFifos();
    if (model.notifications.onReload === 'states') this.#writeStates();
  }

  /** Returns at once. */
  add(event: NotifyEvent): void {
    this.#queues.add(event);
    switch (event.type) {
      case 'instance':
        return this.#onInstance(event);
      case 'lowerPriority':
        return this.#write(event.config, 'master_rx_lower_pri', event.priority);
      case 'priority':
        return this.#onPriority(event.config, event.priority);
      case 'group':
        return this.#onGroup(event);
      default:
    }
  }

  /** What became of the lines of each pipe. */
  fifoCounts(): readonly FifoCounts[] {
    return this.#fifos.map(({ pipe }) => pipe.counts());
  }

  /** Waits until all have heard, at most `limitMs`, and ends what is left. */
  async drain(limitMs: number): Promise<void> {
    await Promise.all([this.#queues.drain(limitMs), this.#mailer.drain(limitMs), ...this.#fifos.map(closeFifo)]);
    this.#fifos = [];
  }

  #onInstance(event: InstanceEvent): void {
    const { config, state, priority } = event;
    this.#states.set(config.name, { state, priority });
    this.#write(config, state, priority);
    if (config.mail === 'on') this.#mail(state, (told) => letterOf(event, told));
  }

  #onGroup(event: GroupEvent): void {
    const { group, state } = event;
    this.#writeLine(fifoLine('GROUP', group.name, state, 0));
    if (group.mail === 'on') this.#mail(state, (told) => groupLetterOf(event, told));
  }

  #mail(state: NotifyState, letter: (told: Told) => Letter): void {
    const { routerId, notifications } = this.#model;
    const { mail } = notifications;
    if (mail === 'none' || (state === 'fault' && mail.faults === 'silent')) return;
    this.#mailer.send(letter({ routerId, atMs: Date.now() }), mail);
  }

  /** keepalived tells of it while the instance is master or backup. */
  #onPriority(config: InstanceConfig, priority: Priority): void {
    const known = this.#states.get(config.name);
    if (known === undefined) return;
    this.#states.set(config.name, { ...known, priority });
    if (config.priorityEvents === 'silent') return;
    if (known.state === 'master') this.#write(config, 'master_priority', priority);
    else if (known.state === 'backup') this.#write(config, 'backup_priority', priority);
  }

  #writeStates(): void {
    for (const config of this.#model.instances) {
      const known = this.#states.get(config.name);
      if (known !== undefined) this.#write(config, known.state, known.priority);
    }
  }

  #write({ name }: InstanceConfig, state: FifoState, priority: Priority): void {
    this.#writeLine(fifoLine('INSTANCE', name, state, priority));
  }

  #writeLine(line: string): void {
    for (const { pipe } of this.#fifos) pipe.write(line);
  }

  async #setFifos(): Promise<void> {
    const { scriptSecurity, notifications } = this.#model;
    const wanted = notifications.fifos.map((config) => ({ config, as: JSON.stringify([config, scriptSecurity]) }));
    const gone = this.#fifos.filter(({ as }) => !wanted.some((each) => each.as === as));
    await Promise.all(gone.map(closeFifo));
    const fifos: Fifo[] = [];
    for (const { config, as } of wanted) {
      fifos.push(this.#fifos.find((each) => each.as === as) ?? (await this.#openFifo(config, as)));
    }
    this.#fifos = fifos;
  }

  async #openFifo(config: FifoConfig, as: string): Promise<Fifo> {
    const { trouble } = this.#listener;
    const pipe = new FifoPipe(config, trouble);
    await pipe.open();
    const { path, reader: script } = config;
    const { scriptSecurity } = this.#model;
    const reader = script === 'none' ? undefined : new FifoReader({ script, path }, scriptSecurity, trouble);
    return { pipe, reader, as };
  }
}

async function closeFifo({ pipe, reader }: Fifo): Promise<void> {
  pipe.close();
  await reader?.stop();
}
