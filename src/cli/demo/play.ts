import { setTimeout as pause } from 'node:timers/promises';
import type { HostProcess } from '../../lab/host-process.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Observer } from '../../lab/observer/observer.ts';
import { renderTimeline } from '../../lab/observer/timeline.ts';
import type { Happening } from '../../lab/observer/timeline.ts';
import { until } from '../../lab/until.ts';
import { startVipward } from '../../lab/vipward.ts';
import { startWebServer } from '../../lab/web-server.ts';
import type { WebServer } from '../../lab/web-server.ts';
import { monotonicUs } from '../../linux/clock.ts';
import { DEMO_CHECK, DEMO_NODES, DEMO_VIP, demoConfiguration } from './configuration.ts';
import type { DemoNode } from './configuration.ts';
import { happeningsIn } from './happenings.ts';

const START_LIMIT_MS = 15_000;
const MOVE_LIMIT_MS = 10_000;
const RETURN_LIMIT_MS = 15_000;
const STOP_LIMIT_MS = 5000;
/** How long each act is left on the stage, so that the picture shows it. */
const DWELL_MS = 1500;

/**
 * Plays the demo and prints it. Rejects when an act did not come within its limit, after what was seen is printed; and
 * on `interrupt`, when the end of the lab ends the wait for an act.
 */
export async function play(lab: Lab, observer: Observer, interrupt: AbortSignal): Promise<void> {
  const dwell = (): Promise<void> => pause(DWELL_MS, undefined, { signal: interrupt });
  const deeds: Happening[] = [];
  const say = (what: string): void => {
    deeds.push({ atUs: monotonicUs(), where: 'demo', what });
    console.log(`- ${what}`);
  };
  const servers = {
    web1: await startWebServer(lab.node('web1'), 'web1'),
    web2: await startWebServer(lab.node('web2'), 'web2'),
  };
  introduce(lab, servers.web1);
  const daemons = { web1: startDaemon(lab, 'web1', servers.web1), web2: startDaemon(lab, 'web2', servers.web2) };
  try {
    await Promise.race([
      perform({ lab, observer, server: servers.web1, say, dwell }),
      earlyEnd(daemons.web1),
      earlyEnd(daemons.web2),
    ]);
  } finally {
    const happenings = [...deeds, ...DEMO_NODES.flatMap((name) => happeningsIn(name, daemons[name]))];
    console.log(`\n${renderTimeline(await observer.report(), { vip: DEMO_VIP, nodes: DEMO_NODES, happenings })}`);
  }
  await daemons.web2.stop();
  await daemons.web1.stop();
  await until('the stopped daemons to leave no address', STOP_LIMIT_MS, () => observer.holders.length === 0);
}

interface Stage {
  readonly lab: Lab;
  readonly observer: Observer;
  /** The one that dies. */
  readonly server: WebServer;
  /** Announces what is done, on the terminal and in the timeline. */
  readonly say: (what: string) => void;
  readonly dwell: () => Promise<void>;
}

async function perform({ lab, observer, server, say, dwell }: Stage): Promise<void> {
  const web = server.software === 'nginx' ? 'nginx' : 'the web server';
  say('vipward is started on both; web1 has the higher priority');
  await observer.waitUntilPage('200 web1', START_LIMIT_MS);
  await dwell();

  say(`${web} on web1 is killed`);
  await server.process.kill();
  await observer.waitUntilPage('200 web2', MOVE_LIMIT_MS);
  await dwell();

  say(`${web} on web1 is started again`);
  await startWebServer(lab.node('web1'), 'web1', server.software);
  await observer.waitUntilPage('200 web1', RETURN_LIMIT_MS);
  await dwell();
}

/** Rejects when a daemon ends by itself, so that nobody waits for what it can no longer do. */
async function earlyEnd(daemon: HostProcess): Promise<never> {
  const { code, signal } = await daemon.exited;
  throw new Error(`${daemon.name} has ended by itself (${signal ?? `exit code ${code}`})`);
}

function introduce(lab: Lab, { software }: WebServer): void {
  const web = software === 'nginx' ? 'nginx' : "a small one of the demo's own, because nginx is not installed here";
  const hosts = [...DEMO_NODES.map((name) => lab.node(name)), lab.client].map(
    ({ name, address }) => `${name} (${address})`,
  );
  console.log(`Built in network namespaces of this machine: ${hosts.join(', ')}.
web1 and web2 run a web server and vipward, which keeps ${DEMO_VIP} on a node whose web server lives.
The web server is ${web}.
The client requests http://${DEMO_VIP}/ each 20 ms and sends the address a datagram each millisecond.
`);
}

function startDaemon(lab: Lab, name: DemoNode, { pidFile }: WebServer): HostProcess {
  const node = lab.node(name);
  const check = node.writeFile('check-web-server.sh', DEMO_CHECK, 0o755);
  return startVipward(node, demoConfiguration(name, `${check} ${pidFile}`), ['--log-format', 'json']);
}
