import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/health/outcome.ts';
import { verdictOf } from '../../src/health/verdict.ts';
import type { TlsConfig } from '../../src/model/probe/endpoint.ts';
import type { MysqlProbeConfig, MysqlQuestion } from '../../src/model/probe/mysql.ts';
import { probeFor } from '../../src/probes/probe-for.ts';
import { checkConfig } from '../support/configs.ts';
import { MARIADB_CLIENT, type MariaDb, MARIADBD, MariaDbs } from './harness/mariadb.ts';
import { whileHanging } from './harness/server.ts';
import { required } from './harness/shells.ts';
import { freePort } from './harness/workplace.ts';

const OPENSSL = required(['openssl'], 'openssl');
const PASSWORD = 'se"cret';
type Query = Extract<MysqlQuestion, { type: 'query' }>;

async function outcomeOf(probe: MysqlProbeConfig, timeoutMs = 10_000): Promise<Outcome> {
  const run = await probeFor(checkConfig({ probe, timeoutMs }), 'warn').start(0);
  return (await run.settled).outcome;
}

const query = (changes: Partial<Query> = {}): Query => ({
  type: 'query',
  sql: 'select 1',
  expect: { type: 'answer' },
  readOnly: 'ok',
  maxLagMs: 'any',
  warnLagMs: 'any',
  ...changes,
});

const tcp = (port: number, tls: TlsConfig | 'off' = 'off') =>
  ({ by: 'tcp', endpoint: { host: '127.0.0.1', port, from: 'kernel', family: 4, tls } }) as const;

const asRoot = ({ socket }: MariaDb, asks: Query = query()): MysqlProbeConfig => ({
  kind: 'mysql',
  server: { by: 'socket', path: socket },
  login: { user: 'root', passwordFile: 'none', database: 'none' },
  asks,
  latency: { warnOverMs: 'off', badOverMs: 'off' },
});

describe.skipIf(MARIADBD.path === '' || MARIADB_CLIENT.path === '' || OPENSSL.path === '')(
  `the mysql probe with ${MARIADBD.title}`,
  () => {
    const servers = new MariaDbs();
    let source: MariaDb;
    let replica: MariaDb;
    let passwordFile = '';

    beforeAll(async () => {
      [source, replica] = await Promise.all([
        servers.start('source', '--server-id=1', '--log-bin=source', '--max-connections=20', '--log-warnings=4'),
        servers.start('replica', '--server-id=2', '--read-only=1', '--skip-slave-start'),
      ]);
      source.sql(`create user checker@'127.0.0.1' identified by '${PASSWORD}'; create database shop;
      create table shop.one (n int); insert into shop.one values (7); grant select on shop.* to checker@'127.0.0.1'`);
      passwordFile = `${servers.folder}/password`;
      writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
    }, 60_000);

    afterAll(() => servers.close());

    const onPort = (asks: Query = query(), login: Partial<MysqlProbeConfig['login']> = {}): MysqlProbeConfig => ({
      kind: 'mysql',
      server: tcp(source.port),
      login: { user: 'checker', passwordFile, database: 'none', ...login },
      asks,
      latency: { warnOverMs: 'off', badOverMs: 'off' },
    });
    test('NP-04 a login that gets its answer is healthy, over the port and over the socket', async () => {
      const rows = query({ sql: 'select n from one', expect: { type: 'cell', text: '7' } });
      expect(await outcomeOf(onPort(rows, { database: 'shop' }))).toMatchObject({
        type: 'probed',
        result: 'ok',
        phase: 'query',
        detail: expect.stringMatching(/^127\.0\.0\.1:\d+ \(.*MariaDB.*\) answers "7"$/),
      });
      expect(await outcomeOf(asRoot(source))).toMatchObject({ result: 'ok' });
    });

    test('a hundred runs leave no aborted connection behind, as the server counts them', async () => {
      for (let run = 0; run < 100; run += 1) expect(await outcomeOf(onPort())).toMatchObject({ result: 'ok' });
      const aborted = query({
        sql: "select variable_value from information_schema.global_status where variable_name = 'ABORTED_CLIENTS'",
        expect: { type: 'cell', text: '0' },
      });
      await expect.poll(() => outcomeOf(asRoot(source, aborted)), { timeout: 5000 }).toMatchObject({ result: 'ok' });
    });

    test('an answer that is another one, or none, is bad', async () => {
      const wanted = query({ sql: 'select n from shop.one', expect: { type: 'cell', text: '8' } });
      expect(await outcomeOf(onPort(wanted))).toMatchObject({
        result: 'bad',
        detail: expect.stringContaining('"7", wanted "8"'),
      });
      const rows = query({ sql: 'select n from shop.one', expect: { type: 'rows', least: 2 } });
      expect(await outcomeOf(onPort(rows))).toMatchObject({
        result: 'bad',
        detail: expect.stringContaining('at least 2'),
      });
      const broken = query({ sql: 'select n from shop.two' });
      expect(await outcomeOf(asRoot(source, broken))).toMatchObject({
        result: 'bad',
        detail: expect.stringContaining("doesn't exist"),
      });
    });

    test('a huge answer is not waited for', async () => {
      const huge = query({ sql: 'select seq from seq_1_to_100000000', expect: { type: 'rows', least: 1000 } });
      expect(await outcomeOf(onPort(huge, { database: 'shop' }))).toMatchObject({ result: 'ok' });
      const others = query({
        sql: "select count(*) from information_schema.processlist where user = 'checker'",
        expect: { type: 'cell', text: '0' },
      });
      await expect.poll(() => outcomeOf(asRoot(source, others)), { timeout: 5000 }).toMatchObject({ result: 'ok' });
    });

    test('NP-04 a wrong password is the fault of the check, and is not shown', async () => {
      const file = `${servers.folder}/wrong`;
      writeFileSync(file, 'hush-hush');
      const outcome = await outcomeOf(onPort(query(), { passwordFile: file }));
      expect(outcome).toMatchObject({
        result: 'broken',
        phase: 'auth',
        detail: expect.stringMatching(/Access denied.*1045/),
      });
      expect(verdictOf(outcome, '', 'keepalived')).toMatchObject({ blame: 'checker' });
      expect(JSON.stringify(outcome)).not.toContain('hush');
      expect(await outcomeOf(onPort(query(), { passwordFile: '/nowhere' }))).toMatchObject({
        result: 'broken',
        detail: expect.stringContaining('/nowhere'),
      });
    });

    test.each(['warn', 'bad'] as const)(
      'NP-04 a server that refuses writes is %s where it is asked for',
      async (readOnly) => {
        expect(await outcomeOf(asRoot(replica, query({ readOnly })))).toMatchObject({
          result: readOnly,
          detail: expect.stringContaining('refuses writes'),
        });
        expect(await outcomeOf(asRoot(source, query({ readOnly })))).toMatchObject({
          result: 'ok',
          detail: expect.stringContaining('takes writes'),
        });
      },
    );

    test('NP-04 a query that is too slow ends with the time limit, and says so', async () => {
      const outcome = await outcomeOf(onPort(query({ sql: 'select sleep(30)' })), 300);
      expect(outcome).toMatchObject({
        type: 'timedOut',
        during: expect.stringContaining('to answer "select sleep(30)"'),
      });
      expect(verdictOf(outcome, '', 'keepalived')).toMatchObject({ blame: 'service' });
    });

    test('NP-04 a server that hangs accepts, and greets nobody', async () => {
      const outcome = await whileHanging(source.process, () => outcomeOf(onPort(), 300));
      expect(outcome).toMatchObject({ type: 'timedOut', during: expect.stringContaining('waiting for the greeting') });
    });

    test('NP-04 a dead server refuses', async () => {
      const probe = onPort();
      const dead = { ...probe, server: tcp(await freePort()) };
      expect(await outcomeOf(dead)).toMatchObject({
        result: 'bad',
        phase: 'connect',
        detail: expect.stringContaining('refused the connection'),
      });
      const noSocket = { ...probe, server: { by: 'socket', path: `${servers.folder}/none` } } as const;
      expect(await outcomeOf(noSocket)).toMatchObject({
        result: 'bad',
        detail: expect.stringContaining('does not exist'),
      });
    });

    test('NP-04 too many connections is bad, in the words of the server', async () => {
      source.sql('set global max_connections = 10');
      const holders = Array.from({ length: 14 }, () => outcomeOf(onPort(query({ sql: 'select sleep(3)' }))));
      await expect
        .poll(() => outcomeOf(onPort()), { timeout: 3000, interval: 50 })
        .toMatchObject({ result: 'bad', detail: expect.stringContaining('Too many connections (1040)') });
      await Promise.all(holders);
    });

    test('over TLS a certificate must be vouched for and be for the name; the days that it has left are watched', async () => {
      const file = (name: string): string => `${servers.folder}/${name}`;
      const made = [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '5',
      ];
      const named = ['-subj', '/CN=db.example.org', '-addext', 'subjectAltName=DNS:db.example.org'];
      execFileSync(OPENSSL.path, [...made, ...named, '-keyout', file('key'), '-out', file('cert')], {
        stdio: 'ignore',
      });
      const secured = await servers.start('secured', `--ssl-cert=${file('cert')}`, `--ssl-key=${file('key')}`);
      secured.sql("create user safe@'127.0.0.1' require ssl");
      const over = (tls: Partial<TlsConfig> | 'off'): MysqlProbeConfig => {
        const full: TlsConfig = {
          verify: 'on',
          serverName: 'db.example.org',
          caFile: 'system',
          minDaysLeft: 0,
          client: 'none',
        };
        const server = tcp(secured.port, tls === 'off' ? 'off' : { ...full, ...tls });
        return { ...onPort(), server, login: { user: 'safe', passwordFile: 'none', database: 'none' } };
      };
      expect(await outcomeOf(over('off'))).toMatchObject({ result: 'broken', detail: expect.stringContaining('1045') });
      expect(await outcomeOf(over({ caFile: file('cert') }))).toMatchObject({ result: 'ok' });
      expect(await outcomeOf(over({ caFile: file('cert'), minDaysLeft: 30 }))).toMatchObject({
        result: 'warn',
        detail: expect.stringContaining('ends in 4 days'),
      });
      expect(await outcomeOf(over({}))).toMatchObject({
        result: 'bad',
        detail: expect.stringContaining('self-signed'),
      });
      expect(await outcomeOf(over({ verify: 'off' }))).toMatchObject({
        result: 'ok',
        detail: expect.stringContaining('not verified'),
      });
      const other = over({ caFile: file('cert'), serverName: 'web.example.org' });
      expect(await outcomeOf(other)).toMatchObject({
        result: 'bad',
        detail: expect.stringContaining('web.example.org'),
      });
      expect(await outcomeOf(over({ caFile: '/nowhere.pem' }))).toMatchObject({
        result: 'broken',
        detail: expect.stringContaining('/nowhere.pem'),
      });
      const aborted = query({
        sql: "select variable_value from information_schema.global_status where variable_name = 'ABORTED_CLIENTS'",
        expect: { type: 'cell', text: '0' },
      });
      await expect.poll(() => outcomeOf(asRoot(secured, aborted)), { timeout: 5000 }).toMatchObject({ result: 'ok' });
    });

    test('a replica is judged by its lag, and what is none is bad', async () => {
      const lag = query({ maxLagMs: 5000 });
      expect(await outcomeOf(asRoot(source, lag))).toMatchObject({
        result: 'bad',
        detail: expect.stringContaining('is no replica'),
      });
      source.sql(
        "create user copier@'127.0.0.1' identified by 'x'; grant replication slave on *.* to copier@'127.0.0.1'",
      );
      replica.sql(`change master to master_host='127.0.0.1', master_port=${source.port}, master_user='copier',
      master_password='x', master_log_file='source.000001', master_log_pos=4`);
      expect(await outcomeOf(asRoot(replica, lag))).toMatchObject({
        result: 'bad',
        detail: expect.stringContaining('does not replicate'),
      });
      replica.sql('start slave');
      await expect
        .poll(() => outcomeOf(asRoot(replica, lag)), { timeout: 10_000, interval: 50 })
        .toMatchObject({ result: 'ok', detail: expect.stringContaining('0 s behind') });
      expect(await outcomeOf(onPort(lag))).toMatchObject({ result: 'broken' });
    });
  },
);
