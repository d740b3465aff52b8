import { join } from 'node:path';
import { callControl } from '../../src/http/client.ts';
import type { ReloadAnswer, StatusReport } from '../../src/http/api.ts';
import type { Host } from '../../src/lab/host.ts';
import { runtimeDirectoryOf } from '../../src/lab/vipward.ts';

const ASK_AGAIN_MS = 50;
const socketOf = (host: Host): string => join(runtimeDirectoryOf(host), 'control.sock');

/** What `vipward status --json` would print on this host. */
export async function statusOf(host: Host): Promise<StatusReport> {
  const answer = await callControl<StatusReport>(socketOf(host), 'GET', '/api/v1/status');
  if (!answer.ok) throw new Error(answer.error);
  return answer.value;
}

/** `vipward reload` on this host. */
export async function reloadOf(host: Host): Promise<ReloadAnswer> {
  const answer = await callControl<ReloadAnswer>(socketOf(host), 'POST', '/api/v1/reload');
  if (!answer.ok) throw new Error(answer.error);
  return answer.value;
}

/** Asks until the report fits; rejects after `limitMs` with the last one. */
export async function waitForStatus(
  host: Host,
  limitMs: number,
  fits: (report: StatusReport) => boolean,
): Promise<StatusReport> {
  const deadlineMs = performance.now() + limitMs;
  let last = 'no answer yet';
  while (performance.now() < deadlineMs) {
    const answer = await callControl<StatusReport>(socketOf(host), 'GET', '/api/v1/status');
    if (answer.ok && fits(answer.value)) return answer.value;
    last = answer.ok ? JSON.stringify(answer.value) : answer.error;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
  throw new Error(`waited ${limitMs} ms in vain for a status; the last: ${last}`);
}
