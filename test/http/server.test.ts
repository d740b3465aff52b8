import { fatesOf } from '../../src/model/reload/fates.ts';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StatusReport } from '../../src/http/api.ts';
import { callControl } from '../../src/http/client.ts';
import { ControlServer } from '../../src/http/server.ts';

const report: StatusReport = {
  maintenances: [],
  fifos: [],
  syncGroups: [],
  version: '0',
  pid: 1,
  startedAtMs: 0,
  nowMs: 0,
  config: 'x.conf',
  generation: 1,
  dataplane: { state: 'running', pid: 2 },
  instances: [],
  checks: [],
};

let dir: string;
let socket: string;
let server: ControlServer;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'vipward-http-'));
  socket = join(dir, 'control.sock');
  server = new ControlServer(socket, {
    status: () => Promise.resolve(report),
    reload: () => Promise.reject(new Error('the file cannot be read')),
    plan: () => Promise.resolve({ outcome: 'planned', changes: ['check nginx added'], instances: fatesOf([], []) }),
    stop: () => ({ outcome: 'stopping', pid: 1 }),
    maintenance: (order) => Promise.resolve({ outcome: 'done', lines: [JSON.stringify(order)] }),
  });
  await server.listen();
});

afterEach(() => {
  server.close();
  rmSync(dir, { recursive: true });
});

test('a question gets its answer over a socket that only its owner and group may use', async () => {
  expect(await callControl(socket, 'GET', '/api/v1/status')).toEqual({ ok: true, value: report });
  expect(statSync(socket).mode & 0o777).toBe(0o660);
});

test('an unknown resource and a failing handler are told in words', async () => {
  const missing = await callControl(socket, 'GET', '/api/v1/nothing');
  expect(missing.ok ? '' : missing.error).toContain('no such resource: GET /api/v1/nothing');
  const failed = await callControl(socket, 'POST', '/api/v1/reload');
  expect(failed.ok ? '' : failed.error).toContain('the file cannot be read');
});

test('without a daemon the caller is told what to do', async () => {
  server.close();
  const answer = await callControl(socket, 'GET', '/api/v1/status');
  expect(answer.ok ? '' : answer.error).toMatch(/no vipward runs with this runtime directory.*vipward run/);
});

test('a daemon that ends in mid-answer is said, not taken for an answer', async () => {
  const broken = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{"pid":');
    setImmediate(() => response.destroy());
  });
  const path = join(dir, 'broken.sock');
  await new Promise<void>((resolve) => broken.listen(path, resolve));
  const answer = await callControl(path, 'GET', '/api/v1/status');
  broken.close();
  expect(answer.ok ? '' : answer.error).toContain('ended before its answer was complete');
});

test('an order for maintenance is read, and nonsense is refused with words', async () => {
  const order = { action: 'on', check: 'nginx', forMs: 60_000, note: 'new certificate' };
  const done = await callControl<{ lines: string[] }>(socket, 'POST', '/api/v1/maintenance', order);
  expect(done).toMatchObject({ ok: true, value: { outcome: 'done' } });
  expect(done.ok && JSON.parse(done.value.lines[0] ?? '')).toEqual(order);
  for (const body of [undefined, { action: 'perhaps' }, { action: 'on', note: 'x'.repeat(20_000) }]) {
    expect(await callControl(socket, 'POST', '/api/v1/maintenance', body)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/must be/),
    });
  }
});
