import type { Finding } from '../../../health/outcome.ts';

/** Errors of the server that say: who asks is not let in, or may not ask this. The service may be fine. */
const LOGIN_REFUSED: ReadonlySet<number> = new Set([1044, 1045, 1130, 1142, 1143, 1227, 1251, 1524, 1698, 2059, 3118]);

/** Errors of the server that say: the question is wrong. */
const BAD_QUESTION: ReadonlySet<number> = new Set([1064]);

/** What an error of the server means: `(1045) Access denied …` is the checker's, `(1146) no such table` the service's. */
export function judgeServerError(code: number, text: string): Pick<Finding, 'result' | 'detail'> {
  if (LOGIN_REFUSED.has(code))
    return { result: 'broken', detail: `refused: ${text} (${code}); check user, password and rights` };
  if (BAD_QUESTION.has(code)) return { result: 'broken', detail: `the query is wrong: ${text} (${code})` };
  return { result: 'bad', detail: `${text} (${code})` };
}
