import { openLab } from '../lab/lab.ts';
import type { Lab } from '../lab/lab.ts';
import { labPrivilege, runInUserNamespace } from '../lab/namespaces/privilege.ts';
import { DEMO_NODES, DEMO_VIP } from './demo/configuration.ts';
import { lastWords } from './demo/happenings.ts';
import { play } from './demo/play.ts';
import { EXIT_BAD, EXIT_FINE } from './exit-codes.ts';

/**
 * `vipward demo`: two nodes and a client in namespaces of this machine; the web server of the master is killed and comes
 * back. 0 when the VIP moved and returned within the limits, 1 otherwise, with the reason. Leaves nothing behind, also
 * when interrupted.
 */
export async function demo(): Promise<number> {
  const privilege = labPrivilege();
  if (privilege.mode === 'userNamespace') return runInUserNamespace();
  if (privilege.mode === 'impossible') {
    console.error(`The demo cannot make its network here: ${privilege.reason}`);
    return EXIT_BAD;
  }
  const lab = await openLab({ nodes: DEMO_NODES });
  try {
    return await Promise.race([perform(lab), interruption()]);
  } finally {
    await lab.close();
  }
}

async function perform(lab: Lab): Promise<number> {
  try {
    await play(lab, await lab.observe(DEMO_VIP));
    console.log(
      '\nThe web server died and the address moved; it came back and so did the address. Nothing is left behind.',
    );
    return EXIT_FINE;
  } catch (error) {
    console.error(lastWords(lab));
    console.error(`\nIt did not go as it should: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT_BAD;
  }
}

/** Resolves when the user, or the process outside of the user namespace, wants the end. */
function interruption(): Promise<number> {
  return new Promise((resolve) => {
    const end = (): void => {
      console.error('\nInterrupted: everything is being removed.');
      resolve(EXIT_BAD);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
    process.once('disconnect', end);
    process.channel?.unref();
  });
}
