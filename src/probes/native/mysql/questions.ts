import type { MysqlQuestion } from '../../../model/probe/mysql.ts';
import { type Answer, judgeAnswer, judgeHeartbeat, judgeLag, judgeReadOnly, type Opinion } from './answers.ts';

/** One statement and what its answer means. */
export interface Question {
  readonly sql: string;
  readonly judge: (answer: Answer) => Opinion;
}

/** What is asked in one run, in order; the query of the configuration comes last, since its answer may be cut off. */
export function questionsOf(asks: MysqlQuestion): readonly Question[] {
  if (asks.type === 'mycatHeartbeat') {
    return [{ sql: 'show @@heartbeat', judge: (answer) => judgeHeartbeat(asks.need, answer) }];
  }
  const { sql, expect, readOnly, maxLagMs, warnLagMs } = asks;
  const wantsLag = maxLagMs !== 'any' || warnLagMs !== 'any';
  return [
    ...(readOnly === 'ok'
      ? []
      : [{ sql: 'select @@global.read_only', judge: (answer: Answer) => judgeReadOnly(readOnly, answer) }]),
    ...(wantsLag ? [{ sql: LAG_QUERY, judge: (answer: Answer) => judgeLag({ maxLagMs, warnLagMs }, answer) }] : []),
    { sql, judge: (answer) => judgeAnswer(expect, answer) },
  ];
}

/** MySQL before 8.0.22 and MariaDB before 10.5 know it by another name. */
export const LAG_QUERY = 'show replica status';
export const OLD_LAG_QUERY = 'show slave status';
