import type { Socket } from 'node:net';
import { peerOf } from '../../../model/probe/endpoint.ts';
import type { MysqlProbeConfig, MysqlServer } from '../../../model/probe/mysql.ts';
import type { Attempt } from '../native-probe.ts';
import { finishGood, type Remark } from '../net/good-end.ts';
import { OwnFile } from '../net/own-file.ts';
import type { Opinion } from './answers.ts';
import { openerFor } from './connect.ts';
import { onGreeting } from './greeting.ts';
import { questionsOf } from './questions.ts';
import { Encryption } from './encryption.ts';
import { openSession, type Session } from './session.ts';

/**
 * Healthy when the server greets, lets us in and answers as it should. The greeting is read here, so that the library
 * is loaded for what speaks its protocol, and sees nothing else.
 */
export function mysqlProbe(config: MysqlProbeConfig): (attempt: Attempt) => void {
  const { server, login } = config;
  const open = openerFor(server);
  const file = login.passwordFile === 'none' ? undefined : new OwnFile(login.passwordFile);
  const encryption = encryptionOf(server);
  const name = server.by === 'tcp' ? peerOf(server.endpoint) : server.path;
  return (attempt) => {
    const password = file?.readSecret();
    if (password?.ok === false) return attempt.finish('broken', `${name} was not asked: ${password.error}`);
    if (file?.exposure !== undefined) attempt.warn(file.exposure);
    open(attempt, (socket, peer) => {
      new Conversation(config, attempt, peer).hold(socket, password?.value ?? '', encryption);
    });
  };
}

function encryptionOf(server: MysqlServer): Encryption | undefined {
  if (server.by === 'socket' || server.endpoint.tls === 'off') return undefined;
  return new Encryption(server.endpoint.tls);
}

/** One run: from the greeting to the goodbye. */
class Conversation {
  readonly #config: MysqlProbeConfig;
  readonly #attempt: Attempt;
  readonly #peer: string;

  constructor(config: MysqlProbeConfig, attempt: Attempt, peer: string) {
    this.#config = config;
    this.#attempt = attempt;
    this.#peer = peer;
  }

  hold(socket: Socket, password: string, encryption: Encryption | undefined): void {
    this.#attempt.enter('greeting', `waiting for the greeting of ${this.#peer}`);
    onGreeting(socket, (greeting) => {
      if (greeting.type === 'refused') this.#say(greeting.opinion);
      else void this.#logIn(socket, password, encryption, greeting.version);
    });
  }

  async #logIn(socket: Socket, password: string, encryption: Encryption | undefined, version: string): Promise<void> {
    const { login } = this.#config;
    this.#attempt.enter('auth', `logging in to ${this.#peer} as ${login.user}`);
    const session = await openSession({ socket, login, password, encryption }, (opinion) => this.#say(opinion));
    if (this.#attempt.isOver) return;
    session?.onReady(() => void this.#ask(session, version));
  }

  async #ask(session: Session, version: string): Promise<void> {
    const opinions: Opinion[] = [];
    for (const { sql, judge } of questionsOf(this.#config.asks)) {
      this.#attempt.enter('query', `waiting for ${this.#peer} to answer "${sql}"`);
      const answer = await session.ask(sql);
      if (this.#attempt.isOver) return;
      const opinion = judge(answer);
      if (opinion.result === 'bad' || opinion.result === 'broken') return this.#say(opinion);
      opinions.push(opinion);
    }
    const remarks = [...warnings(opinions), ...session.remarks(Date.now())];
    const good = opinions.filter(({ result }) => result === 'ok').map(({ detail }) => detail);
    session.leave();
    finishGood(this.#attempt, `${this.#peer} (${version}) ${good.join(', ')}`.trim(), this.#config.latency, remarks);
  }

  #say({ result, detail }: Opinion): void {
    this.#attempt.finish(result, `${this.#peer} ${detail}`);
  }
}

const warnings = (opinions: readonly Opinion[]): readonly Remark[] =>
  opinions.filter(({ result }) => result === 'warn').map(({ detail }) => ({ grade: 'warn', text: detail }));
