import type { TestContext } from 'vitest';
import { openLab } from '../../src/lab/lab.ts';
import type { Lab, LabPlan } from '../../src/lab/lab.ts';
import { labPrivilege } from '../../src/lab/namespaces/privilege.ts';
import { havePeer } from './peers.ts';
import type { Peer } from './peers.ts';

const QUOTED_LINES = 40;

/**
 * A lab that ends with the test; when the test fails, what each of its processes printed last is shown. Skips the test,
 * with the reason, where namespaces are refused or a peer is missing; under CI both are failures.
 */
export async function labFor(context: TestContext, plan: LabPlan, ...peers: readonly Peer[]): Promise<Lab> {
  const obstacle = obstacleFor(peers);
  if (obstacle !== undefined && process.env.CI !== undefined) throw new Error(obstacle);
  if (obstacle !== undefined) context.skip(obstacle);
  const lab = await openLab(plan);
  context.onTestFinished(() => lab.close());
  context.onTestFailed(() => {
    process.stderr.write(lastLines(lab));
  });
  return lab;
}

function obstacleFor(peers: readonly Peer[]): string | undefined {
  const privilege = labPrivilege();
  if (privilege.mode === 'impossible') return privilege.reason;
  if (privilege.mode === 'userNamespace') return 'not root: run "unshare -Urnmpf --mount-proc npm test" instead';
  const missing = peers.filter((peer) => !havePeer(peer));
  return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`;
}

function lastLines(lab: Lab): string {
  return lab.hosts
    .flatMap((host) => host.processes)
    .map((one) => `\n--- ${one.name}\n${one.log().split('\n').slice(-QUOTED_LINES).join('\n')}\n`)
    .join('');
}
