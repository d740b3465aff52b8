import { expect, test } from 'vitest';
import { codesOf, faultsOf, GOOD, loadText } from '../../../loading.ts';

const withMysql = (lines: string): string =>
  GOOD.replace('vrrp_instance', `check db {\n mysql {\n${lines}\n}\n}\nvrrp_instance`).replace(
    'track_script {',
    'track_check {\n db weight -30\n}\ntrack_script {',
  );
const probeOf = (lines: string) => loadText(withMysql(lines)).model?.checks[1]?.probe;
const ENDPOINT = { host: '127.0.0.1', port: 3306, from: 'kernel', family: 4, tls: 'off' };

test('a user is enough for a login and select 1', () => {
  expect(probeOf('user checker')).toEqual({
    kind: 'mysql',
    server: { by: 'tcp', endpoint: ENDPOINT },
    login: { user: 'checker', passwordFile: 'none', database: 'none' },
    asks: {
      type: 'query',
      sql: 'select 1',
      expect: { type: 'answer' },
      readOnly: 'ok',
      maxLagMs: 'any',
      warnLagMs: 'any',
    },
    latency: { warnOverMs: 'off', badOverMs: 'off' },
  });
});

test('everything that can be asked of a replica behind a socket', () => {
  const lines = `user checker
    socket /run/mysqld/mysqld.sock
    password_file /etc/vipward/db-password
    database shop
    query "select count(*) from one"
    expect 1
    read_only warn
    max_lag 30
    warn_lag 5s`;
  expect(probeOf(lines)).toMatchObject({
    server: { by: 'socket', path: '/run/mysqld/mysqld.sock' },
    login: { user: 'checker', passwordFile: '/etc/vipward/db-password', database: 'shop' },
    asks: {
      sql: 'select count(*) from one',
      expect: { type: 'cell', text: '1' },
      readOnly: 'warn',
      maxLagMs: 30_000,
      warnLagMs: 5000,
    },
  });
  expect(probeOf('user c\nexpect_rows 2\nread_only bad')).toMatchObject({
    asks: { expect: { type: 'rows', least: 2 }, readOnly: 'bad' },
  });
});

test.each([
  ['any', 'any'],
  ['all', 'all'],
  ['dn1 dn2', { names: ['dn1', 'dn2'] }],
])('mycat_heartbeat %s asks the administration port', (words, need) => {
  expect(probeOf(`user root\nmycat_heartbeat ${words}`)).toMatchObject({
    server: { endpoint: { ...ENDPOINT, port: 9066 } },
    asks: { type: 'mycatHeartbeat', need },
  });
});

test('TLS wants a name to compare the certificate with', () => {
  expect(faultsOf(loadText(withMysql('user c\ntls {\n verify on\n}')))).toEqual(['CONF-121']);
  expect(probeOf('user c\ntls {\n servername db.example.org\n}')).toMatchObject({
    server: { endpoint: { tls: { verify: 'on', serverName: 'db.example.org' } } },
  });
  expect(probeOf('user c\nhost db.example.org\ntls {\n min_days_left 7\n}')).toMatchObject({
    server: { endpoint: { tls: { verify: 'on', serverName: 'db.example.org', minDaysLeft: 7 } } },
  });
});

test.each([
  ['query "select 1"', 'told'],
  ['query "SELECT 1 FROM dual;"', 'told'],
  ['query "select version()"', 'told'],
  ['query "select @@version_comment"', 'told'],
  ['', 'told'],
  ['query "select id from one limit 1"', 'silent'],
])('NP-05 mycat answers %j itself: %s', (query, expected) => {
  const codes = codesOf(loadText(withMysql(`user c\nport 8066\n${query}`)));
  expect(codes.includes('CONF-353')).toBe(expected === 'told');
});

test.each([
  ['database shop', 'CONF-121'],
  ['user c\nsocket /s\nport 3306', 'CONF-337'],
  ['user c\nmycat_heartbeat any\nquery "select 1"', 'CONF-337'],
  ['user c\nexpect 1\nexpect_rows 1', 'CONF-337'],
  ['user c\nsocket run/s', 'CONF-306'],
  ['user c\nread_only maybe', 'CONF-212'],
])('%j is refused with %s', (lines, code) => {
  expect(faultsOf(loadText(withMysql(lines)))).toEqual([code]);
});
