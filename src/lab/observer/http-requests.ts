import { get } from 'node:http';
import { monotonicUs } from '../../linux/clock.ts';
import type { Runs, Settle } from './runs.ts';

const INTERVAL_MS = 20;
const LIMIT_MS = 300;
const BODY_LIMIT_BYTES = 200;

/** Requests http://VIP/ on a new connection every 20 ms, and records status and body, or how it failed. */
export function requestPages(vip: string, runs: Runs<string>): void {
  setInterval(() => requestPage(vip, runs.begin(monotonicUs())), INTERVAL_MS);
}

function requestPage(vip: string, settle: Settle<string>): void {
  const request = get({ host: vip, port: 80, agent: false, signal: AbortSignal.timeout(LIMIT_MS) });
  request.on('error', (error: NodeJS.ErrnoException) =>
    settle(error.name === 'AbortError' ? 'timeout' : codeOf(error)),
  );
  request.on('response', (response) => {
    let body = '';
    response.setEncoding('utf8');
    response.on('data', (text: string) => (body = (body + text).slice(0, BODY_LIMIT_BYTES)));
    response.on('end', () => settle(`${response.statusCode} ${body.trim()}`, monotonicUs()));
    response.on('error', (error: NodeJS.ErrnoException) => settle(codeOf(error)));
  });
}

const codeOf = (error: NodeJS.ErrnoException): string => error.code ?? error.name;
