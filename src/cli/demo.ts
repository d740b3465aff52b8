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
  const interrupt = new AbortController();
  const outcome = await Promise.race([perform(lab, interrupt.signal), interruption(interrupt)]);
  if (outcome instanceof Error) console.error(`${lastWords(lab)}\n\nIt did not go as it should: ${outcome.message}`);
  await lab.close();
  console.log(`\n${outcome === 'played' ? MORAL : ''}Nothing of all this is left on this machine.`);
  return outcome === 'played' ? EXIT_FINE : EXIT_BAD;
}

const MORAL = 'The web server died and the address moved; it came back and so did the address.\n';

/** Plays the demo. Never rejects: the error of a demo that went wrong is a result. */
async function perform(lab: Lab, interrupt: AbortSignal): Promise<'played' | Error> {
  try {
    await play(lab, await lab.observe(DEMO_VIP), interrupt);
    return 'played';
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Resolves when the user, or the process outside of the user namespace, wants the end. */
function interruption(interrupt: AbortController): Promise<'interrupted'> {
  return new Promise((resolve) => {
    const end = (): void => {
      resolve('interrupted');
      interrupt.abort();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
    process.once('disconnect', end);
    process.channel?.unref();
  });
}
