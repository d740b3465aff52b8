import type { Socket } from 'node:net';
import type { Connection, QueryError } from 'mysql2';
import type { MysqlLogin } from '../../../model/probe/mysql.ts';
import { ok } from '../../../model/result.ts';
import type { Remark } from '../net/good-end.ts';
import type { Encryption } from './encryption.ts';
import type { Answer, Opinion, Row } from './answers.ts';
import { judgeServerError } from './login-faults.ts';
import { LAG_QUERY, OLD_LAG_QUERY } from './questions.ts';

/** Rows that are kept of an answer; what comes after them is not waited for. */
const ROWS_MAX = 1000;
/** Bytes of a whole session. */
const BYTES_MAX = 4 * 1024 * 1024;
const SYNTAX_ERROR = 1064;

/** A login to one server, by mysql2, over a connection that somebody else closes. */
export interface Session {
  /** Calls back once the server has let us in. */
  onReady(listener: () => void): void;
  /** The answer to one statement, in the text protocol. Never settles when the session fails: that was told. */
  ask(sql: string): Promise<Answer>;
  /** What is worth saying of the server's certificate. */
  remarks(nowMs: number): readonly Remark[];
  /** Says goodbye, without which a server logs a broken connection. */
  leave(): void;
}

interface Entry {
  readonly socket: Socket;
  readonly login: MysqlLogin;
  readonly password: string;
  readonly encryption: Encryption | undefined;
}

/**
 * Logs in over a connection that has greeted.
 * @param onFault what went wrong: refused login, broken connection, bad certificate; then nothing else is called
 */
export async function openSession(
  { socket, login, password, encryption }: Entry,
  onFault: (opinion: Opinion) => void,
): Promise<Session | undefined> {
  const encrypted = encryption?.options() ?? ok({});
  if (!encrypted.ok) {
    onFault({ result: 'broken', detail: `was not asked: ${encrypted.error}` });
    return undefined;
  }
  // Only here: the library costs memory, and whoever has no such check shall not pay for it.
  const { createConnection } = await import('mysql2');
  if (socket.destroyed) return undefined;
  const { user, database } = login;
  const connection = createConnection({
    stream: socket,
    user,
    password,
    connectTimeout: 0,
    disableEval: true,
    ...(database === 'none' ? {} : { database }),
    ...encrypted.value,
  });
  guardAgainstGarbage(socket, onFault);
  connection.on('error', (error: QueryError) => onFault(judgeError(error)));
  return new MysqlSession(connection, encryption, onFault);
}

class MysqlSession implements Session {
  readonly #connection: Connection;
  readonly #encryption: Encryption | undefined;
  readonly #onFault: (opinion: Opinion) => void;
  /** A server that still sends rows would not hear a goodbye. */
  #pace: 'asked' | 'cutOff' = 'asked';

  constructor(connection: Connection, encryption: Encryption | undefined, onFault: (opinion: Opinion) => void) {
    this.#connection = connection;
    this.#encryption = encryption;
    this.#onFault = onFault;
  }

  onReady(listener: () => void): void {
    this.#connection.once('connect', listener);
  }

  ask(sql: string): Promise<Answer> {
    return new Promise((resolve) => {
      const rows: Row[] = [];
      let columns: readonly string[] = [];
      const query = this.#connection.query({ sql, rowsAsArray: true, typeCast: (field) => field.string() });
      query.on('fields', (fields: readonly { readonly name: string }[] | undefined) => {
        columns = fields?.map(({ name }) => name) ?? [];
      });
      query.on('result', (row: unknown) => {
        if (Array.isArray(row)) rows.push(row as Row);
        if (rows.length < ROWS_MAX) return;
        this.#pace = 'cutOff';
        resolve({ columns, rows });
      });
      query.on('error', (error: QueryError) => {
        if (sql === LAG_QUERY && error.errno === SYNTAX_ERROR) resolve(this.ask(OLD_LAG_QUERY));
        else this.#onFault(judgeError(error));
      });
      query.on('end', () => resolve({ columns, rows }));
    });
  }

  remarks(nowMs: number): readonly Remark[] {
    // The library replaces the stream once it is encrypted.
    const { stream } = this.#connection as Connection & { readonly stream: unknown };
    return this.#encryption?.remarks(stream, nowMs) ?? [];
  }

  leave(): void {
    if (this.#pace === 'cutOff') this.#connection.destroy();
    else this.#connection.end();
  }
}

/** The library's parser may throw on bytes that are no protocol; nobody but us can catch that. */
function guardAgainstGarbage(socket: Socket, onFault: (opinion: Opinion) => void): void {
  for (const parse of socket.listeners('data') as ((bytes: Buffer) => void)[]) {
    socket.off('data', parse);
    socket.on('data', (bytes: Buffer) => {
      if (socket.bytesRead > BYTES_MAX) {
        socket.destroy();
        onFault({ result: 'bad', detail: `sends more than ${BYTES_MAX / 1024 / 1024} MiB` });
        return;
      }
      try {
        parse.call(socket, bytes);
      } catch (error) {
        onFault({ result: 'bad', detail: `does not keep to the protocol: ${(error as Error).message}` });
      }
    });
  }
}

function judgeError(error: QueryError): Opinion {
  const { errno = 0, sqlMessage } = error as QueryError & { sqlMessage?: string };
  if (sqlMessage !== undefined) return judgeServerError(errno, sqlMessage);
  switch (error.code) {
    case 'PROTOCOL_CONNECTION_LOST':
      return { result: 'bad', detail: 'closed the connection' };
    case 'HANDSHAKE_NO_SSL_SUPPORT':
      return { result: 'bad', detail: 'does not offer TLS' };
    case 'HANDSHAKE_SSL_ERROR':
      return { result: 'bad', detail: `has a certificate that is not accepted: ${error.message}` };
    case 'AUTH_SWITCH_PLUGIN_ERROR':
      return { result: 'broken', detail: `wants a login that vipward cannot do: ${error.message}` };
    default:
      return { result: 'bad', detail: `broke off: ${error.message}` };
  }
}
