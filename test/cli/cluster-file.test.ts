import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PROGRAM = 'bin/vipward';
let dir: string;
let cluster: string;

const CLUSTER = `global_defs: { script_user: root, enable_script_security: true }
nodes:
  here: { priority: 150 }
  there: { priority: 100 }
vrrp_script:
  service: { script: [CHECK, "two words"], interval: 2s, weight: -60 }
vrrp_instance:
  VI_1:
    interface: lo0
    virtual_router_id: 73
    virtual_ipaddress: [192.0.2.100/24]
    track_script: [service]
`;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vipward-cluster-'));
  const check = join(dir, 'check');
  writeFileSync(check, '#!/bin/sh\necho "got $1"\n');
  chmodSync(check, 0o755);
  cluster = join(dir, 'cluster.yaml');
  writeFileSync(cluster, CLUSTER.replace('CHECK', check));
});
afterAll(() => rmSync(dir, { recursive: true }));

async function vipward(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return execa(PROGRAM, args, { reject: false, env: { NO_COLOR: '1', ...env } });
}

test('validate says as which node it judged, and refuses to guess', async () => {
  const known = await vipward(['validate', cluster, '--node', 'here']);
  expect(known.stdout).toContain(`${cluster}, this host is node here: 1 warning`);
  expect(known.stdout).toContain('CONF-210');
  expect(known.exitCode).toBe(0);
  const byVariable = await vipward(['validate', cluster], { VIPWARD_NODE: 'there' });
  expect(byVariable.stdout).toContain('this host is node there');
  const unknown = await vipward(['validate', cluster]);
  expect(unknown.stdout).toContain('CONF-615');
  expect(unknown.stdout).toContain('choose with --node or VIPWARD_NODE: here, there');
  expect(unknown.exitCode).toBe(2);
});

test('test-check runs a check of the node', async () => {
  const { stdout, exitCode } = await vipward(['test-check', 'service', '--config', cluster, '--node', 'there']);
  expect(stdout).toContain('got two words');
  expect(stdout).toContain('100');
  expect(exitCode).toBe(0);
});

test('once runs all of them', async () => {
  const { stdout, exitCode } = await vipward(['once', '--config', cluster, '--node', 'here']);
  expect(stdout).toMatch(/^VIPWARD OK/);
  expect(exitCode).toBe(0);
});

test('run does not start as nobody', async () => {
  const { stderr, exitCode } = await vipward(['run', '--config', cluster, '--runtime-dir', dir, '--state-dir', dir]);
  expect(stderr).toContain('CONF-615');
  expect(stderr).toContain('not started');
  expect(exitCode).toBe(2);
});
