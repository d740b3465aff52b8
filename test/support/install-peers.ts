import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { missingPeers, PEERS } from './peers.ts';
import type { Peer } from './peers.ts';

/** Debian asks this program whether an installation may start a service; 101 is "no". */
const POLICY = '/usr/sbin/policy-rc.d';

/**
 * Runs before the unit and the lab tests: installs the peers that are missing where that is possible (root on Debian). What is
 * missing after that fails the run under CI; elsewhere the tests that need it are skipped, and this says why.
 */
export default function setup(): void {
  const missing = missingPeers();
  if (missing.length === 0) return;
  const problem = canInstall() ? install(missing) : 'installing needs root on Debian or one of its children';
  const absent = missingPeers();
  if (absent.length === 0) return;
  const packages = absent.map((peer) => PEERS[peer].debianPackage).join(' ');
  const why = problem === '' ? '' : ` (${problem})`;
  const message = `${absent.length} not installed: ${absent.join(', ')}${why}. Install with: apt-get install ${packages}`;
  if (process.env.CI !== undefined) throw new Error(message);
  process.stderr.write(`${message}\nThe tests that need them are skipped.\n`);
}

const canInstall = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** Installs without starting any service. Returns what went wrong, in apt's words. */
function install(peers: readonly Peer[]): string {
  const packages = peers.map((peer) => PEERS[peer].debianPackage);
  const ownPolicy = !existsSync(POLICY);
  if (ownPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const update = aptGet(['update']);
    const installed = aptGet(['install', '--yes', '--no-install-recommends', ...packages]);
    return installed === '' ? update : installed;
  } finally {
    if (ownPolicy) rmSync(POLICY);
  }
}

function aptGet(parameters: readonly string[]): string {
  const ran = spawnSync('apt-get', ['--quiet', '--quiet', ...parameters], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  });
  return ran.status === 0 ? '' : `apt-get ${parameters[0]}: ${(ran.stderr || ran.error?.message || '').trim()}`;
}
