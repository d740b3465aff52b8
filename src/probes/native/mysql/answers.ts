import type { Finding } from '../../../health/outcome.ts';
import { shown } from '../net/shown.ts';
import type { MysqlExpectation, MysqlQuestion } from '../../../model/probe/mysql.ts';

/** The rows of one answer, each cell as text; `null` is NULL. */
export type Row = readonly (string | null)[];
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export type Opinion = Pick<Finding, 'result' | 'detail'>;

type Query = Extract<MysqlQuestion, { type: 'query' }>;
type Heartbeat = Extract<MysqlQuestion, { type: 'mycatHeartbeat' }>;

export function judgeAnswer(expect: MysqlExpectation, { rows }: Answer): Opinion {
  const cell = rows[0]?.[0];
  const said = cell === undefined ? 'answers with no row' : `answers ${cellText(cell)}`;
  switch (expect.type) {
    case 'answer':
      return { result: 'ok', detail: said };
    case 'cell':
      return cell === expect.text
        ? { result: 'ok', detail: said }
        : { result: 'bad', detail: `${said}, wanted ${shown(expect.text)}` };
    case 'rows':
      return rows.length >= expect.least
        ? { result: 'ok', detail: `answers with ${rows.length} rows` }
        : { result: 'bad', detail: `answers with ${rows.length} rows, at least ${expect.least} wanted` };
  }
}

const cellText = (cell: string | null): string => (cell === null ? 'NULL' : shown(cell));

/** `select @@global.read_only`. MySQL says 0 or 1, MariaDB also OFF or ON and from 12 on NO_LOCK and the like. */
export function judgeReadOnly(wanted: Query['readOnly'], { rows }: Answer): Opinion {
  const value = rows[0]?.[0] ?? '';
  if (value === '0' || value === 'OFF') return { result: 'ok', detail: 'takes writes' };
  return { result: wanted, detail: 'refuses writes (read_only is on)' };
}

/** `show replica status`: how far a replica is behind. */
export function judgeLag(
  { maxLagMs, warnLagMs }: Pick<Query, 'maxLagMs' | 'warnLagMs'>,
  { columns, rows }: Answer,
): Opinion {
  const [row] = rows;
  if (row === undefined) return { result: 'bad', detail: 'is no replica' };
  const lag = row[columns.findIndex((name) => /^Seconds_Behind_/i.test(name))];
  if (lag === null || lag === undefined) {
    const why = row[columns.findIndex((name) => /^Last_(?:SQL|IO)_Error$/i.test(name))] ?? '';
    return { result: 'bad', detail: `does not replicate${why === '' ? '' : `: ${why}`}` };
  }
  const said = `is ${lag} s behind`;
  if (maxLagMs !== 'any' && Number(lag) * 1000 > maxLagMs)
    return { result: 'bad', detail: `${said}, at most ${maxLagMs / 1000} s wanted` };
  if (warnLagMs !== 'any' && Number(lag) * 1000 > warnLagMs)
    return { result: 'warn', detail: `${said}, more than ${warnLagMs / 1000} s` };
  return { result: 'ok', detail: said };
}

/** What mycat's RS_CODE says. Source: checks.md 5. */
const RS_CODES: Readonly<Record<string, string>> = {
  '1': 'answers',
  '0': 'was not asked yet',
  '-1': 'fails',
  '-2': 'does not answer in time',
};

/** `show @@heartbeat`: whether mycat reaches its data hosts. One whose heartbeat is stopped, or fails unneeded: warn. */
export function judgeHeartbeat(need: Heartbeat['need'], { columns, rows }: Answer): Opinion {
  const column = (name: string): number => columns.findIndex((one) => one.toUpperCase() === name);
  const [name, code, stop] = [column('NAME'), column('RS_CODE'), column('STOP')];
  if (name < 0 || code < 0)
    return { result: 'bad', detail: 'answers show @@heartbeat without NAME and RS_CODE: no mycat' };
  const hosts = rows.map((row) => ({
    name: row[name] ?? '',
    answers: row[code] === '1',
    says: RS_CODES[row[code] ?? ''] ?? `has RS_CODE ${row[code]}`,
    stopped: row[stop] === 'true',
  }));
  if (hosts.length === 0) return { result: 'bad', detail: 'mycat knows no data host' };
  const said = `mycat: ${hosts.map((host) => `${host.name} ${host.says}${host.stopped ? ' (heartbeat stopped)' : ''}`).join(', ')}`;
  const isReached = (wanted: string): boolean => hosts.some((host) => host.name === wanted && host.answers);
  if (typeof need === 'object') {
    const absent = need.names.filter((wanted) => !isReached(wanted));
    if (absent.length > 0) return { result: 'bad', detail: `${said}; needed: ${absent.join(', ')}` };
  }
  const answering = hosts.filter(({ answers }) => answers).length;
  if (need === 'any' && answering === 0) return { result: 'bad', detail: `${said}; one is needed` };
  if (need === 'all' && answering < hosts.length) return { result: 'bad', detail: `${said}; all are needed` };
  const isWhole = answering === hosts.length && hosts.every(({ stopped }) => !stopped);
  return { result: isWhole ? 'ok' : 'warn', detail: said };
}
