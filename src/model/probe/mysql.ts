import { type Endpoint, type LatencyLimits, peerOf, tlsRemark } from './endpoint.ts';

/** A login to a server that speaks MySQL's protocol (MySQL, MariaDB, mycat), and one question. */
export interface MysqlProbeConfig {
  readonly kind: 'mysql';
  readonly server: MysqlServer;
  readonly login: MysqlLogin;
  readonly asks: MysqlQuestion;
  readonly latency: LatencyLimits;
}

/** Where it listens. TLS begins inside the protocol, after the greeting. */
export type MysqlServer =
  { readonly by: 'tcp'; readonly endpoint: Endpoint } | { readonly by: 'socket'; readonly path: string };

export interface MysqlLogin {
  readonly user: string;
  /** A file that holds the password, read when it has changed; `none`: without a password. */
  readonly passwordFile: string | 'none';
  readonly database: string | 'none';
}

export type MysqlQuestion =
  | {
      readonly type: 'query';
      readonly sql: string;
      readonly expect: MysqlExpectation;
      /** What it means that the server refuses writes; `ok`: not asked. */
      readonly readOnly: 'ok' | 'warn' | 'bad';
      /** How far a replica may be behind its source; `any`: not asked. The server counts whole seconds. */
      readonly maxLagMs: number | 'any';
      readonly warnLagMs: number | 'any';
    }
  /** mycat's administration port: what it knows of its backends. */
  | { readonly type: 'mycatHeartbeat'; readonly need: 'any' | 'all' | { readonly names: readonly string[] } };

/** The answer that is wanted: any, a first cell of this text, or so many rows at least. */
export type MysqlExpectation =
  | { readonly type: 'answer' }
  | { readonly type: 'cell'; readonly text: string }
  | { readonly type: 'rows'; readonly least: number };

/** `mysql 127.0.0.1:3306: select 1`. */
export function mysqlAsked({ server, asks }: MysqlProbeConfig): string {
  const where = server.by === 'tcp' ? `${peerOf(server.endpoint)}${tlsRemark(server.endpoint)}` : server.path;
  return `mysql ${where}: ${asks.type === 'query' ? asks.sql : 'show @@heartbeat'}`;
}
