import { hostname } from 'node:os';
import type { MailConfig } from '../../model/notifications.ts';
import { atMost } from '../../probes/at-most.ts';
import type { Letter } from './letter.ts';

/** More would only tell of a past that is over. */
const WAITING_LIMIT = 64;
/** A server that accepts a connection and then says nothing. */
const SILENCE_LIMIT_MS = 30_000;

interface Mail {
  readonly letter: Letter;
  readonly config: MailConfig;
}

/** What became of one mail: `sent`, or why not. */
export interface MailResult {
  readonly subject: string;
  readonly to: readonly string[];
  readonly result: string;
  readonly durationMs: number;
}

/**
 * Sends mails one after the other, beside all other work. The library is loaded with the first mail. A mail that cannot
 * be sent is told and not tried again: the next one will tell the state of then.
 */
export class Mailer {
  readonly #listener: (result: MailResult) => void;
  #waiting: Mail[] = [];
  #current: Mail | undefined;
  #idle: Promise<void> = Promise.resolve();
  #phase: 'open' | 'closed' = 'open';

  constructor(listener: (result: MailResult) => void) {
    this.#listener = listener;
  }

  /** Lines a mail up. Returns at once. */
  send(letter: Letter, config: MailConfig): void {
    if (this.#waiting.length >= WAITING_LIMIT) {
      const [dropped] = this.#waiting.splice(0, 1);
      if (dropped !== undefined) this.#tell(dropped.letter, dropped.config, 'not sent: too many were waiting', 0);
    }
    this.#waiting.push({ letter, config });
    this.#idle = this.#idle.then(() => this.#work());
  }

  /** Waits until all are sent, at most `limitMs`; then gives the rest up, whatever the server does. */
  async drain(limitMs: number): Promise<void> {
    await atMost(limitMs, this.#idle);
    this.#phase = 'closed';
    for (const { letter, config } of [this.#current ?? [], this.#waiting.splice(0)].flat()) {
      this.#tell(letter, config, 'not sent: the daemon stops', 0);
    }
  }

  async #work(): Promise<void> {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#current = next;
    const { letter, config } = next;
    const startedMs = performance.now();
    const result = await this.#deliver(letter, config);
    this.#current = undefined;
    if (this.#phase === 'open') this.#tell(letter, config, result, Math.round(performance.now() - startedMs));
  }

  async #deliver(letter: Letter, { host, port, connectTimeoutMs, ...config }: MailConfig): Promise<string> {
    const { createTransport } = await import('nodemailer');
    const own = hostname();
    const transport = createTransport({
      host,
      port,
      secure: false,
      // As keepalived: a relay on this host or in this network, in plain text.
      ignoreTLS: true,
      name: config.helo === 'host' ? own : config.helo,
      connectionTimeout: connectTimeoutMs,
      greetingTimeout: connectTimeoutMs,
      socketTimeout: SILENCE_LIMIT_MS,
    });
    try {
      const from = config.from === 'host' ? `vipward@${own}` : config.from;
      await transport.sendMail({ from, to: [...config.to], ...letter });
      return 'sent';
    } catch (error) {
      return `not sent: ${host} port ${port}: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      transport.close();
    }
  }

  #tell({ subject }: Letter, { to }: MailConfig, result: string, durationMs: number): void {
    this.#listener({ subject, to, result, durationMs });
  }
}
