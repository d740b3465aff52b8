import type { TlsConfig } from '../../../../model/probe/endpoint.ts';
import type { MysqlExpectation, MysqlProbeConfig, MysqlQuestion, MysqlServer } from '../../../../model/probe/mysql.ts';
import type { BlockSettings } from '../../block/block-settings.ts';
import { composeEndpoint, composeLatency, composeTls } from './endpoint.ts';
import type { ProbeComposer, ProbePlace } from './probes.ts';
import { absolutePath, exclude, missing } from './reading.ts';

const MYSQL_PORT = 3306;
const MYCAT_PORT = 8066;
const MYCAT_ADMIN_PORT = 9066;
const DEFAULT_QUERY = 'select 1';

/** What mycat answers without asking a backend. Source: checks.md 5. */
const ANSWERED_BY_MYCAT =
  /^select\s+(?:[\d\s,'"]+|@@\S+|(?:version|database|user)\s*\(\s*\))(?:\s+from\s+dual)?\s*;?$/i;

export const composeMysql: ProbeComposer<MysqlProbeConfig> = (settings, place) => {
  const user = settings.text('user');
  if (user === undefined && !settings.has('user')) missing(place, 'user');
  exclude(settings, 'socket', ['host', 'port', 'from', 'ip_version', 'tls'], place);
  return {
    kind: 'mysql',
    server: readServer(settings, place),
    login: {
      user: user ?? '',
      passwordFile: settings.text('password_file') ?? 'none',
      database: settings.text('database') ?? 'none',
    },
    asks: settings.has('mycat_heartbeat') ? readHeartbeat(settings, place) : readQuery(settings, place),
    latency: composeLatency(settings, place.report),
  };
};

function readServer(settings: BlockSettings, place: ProbePlace): MysqlServer {
  const path = absolutePath(settings, 'socket', place);
  if (path !== undefined) return { by: 'socket', path };
  const host = settings.text('host') ?? '127.0.0.1';
  const port = settings.number('port') ?? (settings.has('mycat_heartbeat') ? MYCAT_ADMIN_PORT : MYSQL_PORT);
  const to = { host, port, tls: readTls(settings, host, place) };
  return { by: 'tcp', endpoint: composeEndpoint(settings, to, place.report) };
}

/** The library compares certificates with names, not with addresses: without a name nothing would be compared. */
function readTls(settings: BlockSettings, host: string, place: ProbePlace): TlsConfig | 'off' {
  const tls = composeTls(settings, host, place);
  if (tls === 'off' || tls.verify === 'off' || tls.serverName !== '') return tls;
  const span = settings.span('tls') ?? place.node.keyword.span;
  place.report('CONF-121', span, `"tls" has no name to compare the certificate of ${host} with`, {
    help: 'add servername, or verify off',
  });
  return tls;
}

function readHeartbeat(settings: BlockSettings, place: ProbePlace): MysqlQuestion {
  const others = ['query', 'expect', 'expect_rows', 'read_only', 'max_lag', 'warn_lag', 'database'];
  exclude(settings, 'mycat_heartbeat', others, place);
  const names = settings.entry('mycat_heartbeat')?.node.args.map(({ text }) => text) ?? [];
  const [first] = names;
  if (names.length === 1 && (first === 'any' || first === 'all')) return { type: 'mycatHeartbeat', need: first };
  return { type: 'mycatHeartbeat', need: { names } };
}

function readQuery(settings: BlockSettings, place: ProbePlace): MysqlQuestion {
  const sql = settings.text('query') ?? DEFAULT_QUERY;
  if (settings.number('port') === MYCAT_PORT && ANSWERED_BY_MYCAT.test(sql.trim())) {
    const span = settings.span('query') ?? place.node.keyword.span;
    place.report('CONF-353', span, `mycat answers "${sql}" without any backend`);
  }
  const readOnly = settings.text('read_only');
  return {
    type: 'query',
    sql,
    expect: readExpectation(settings, place),
    readOnly: readOnly === 'warn' || readOnly === 'bad' ? readOnly : 'ok',
    maxLagMs: settings.number('max_lag') ?? 'any',
    warnLagMs: settings.number('warn_lag') ?? 'any',
  };
}

function readExpectation(settings: BlockSettings, place: ProbePlace): MysqlExpectation {
  exclude(settings, 'expect', ['expect_rows'], place);
  const [text, least] = [settings.text('expect'), settings.number('expect_rows')];
  if (text !== undefined) return { type: 'cell', text };
  return least === undefined ? { type: 'answer' } : { type: 'rows', least };
}
