import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test, type TestContext } from 'vitest';
import type { Lab } from '../../src/lab/lab.ts';
import type { Observer } from '../../src/lab/observer/observer.ts';
import { type PairCheck, pairConfigText } from '../../src/lab/pair-config.ts';
import { startVipward } from '../../src/lab/vipward.ts';
import { labFor } from '../support/lab.ts';
import { waitForStatus } from '../support/lab-status.ts';

const LIMIT_MS = 20_000;
const VIP = '10.77.0.50';
const GOOD = '#!/bin/sh\nexit 0\n';

interface Breakage {
  readonly name: string;
  /** Breaks the script of a running daemon. */
  readonly break: (script: string) => void;
  /** What `status` must say. */
  readonly reason: RegExp;
  readonly blame: 'service' | 'checker';
  /** On a busy machine 100 MB take longer than the second that is usual here. */
  readonly timeoutS?: number;
}

const becomes = (text: string) => (script: string) => writeFileSync(script, text);

const WHILE_RUNNING: readonly Breakage[] = [
  { name: 'is deleted while running', break: (script) => rmSync(script), reason: /does not exist/, blame: 'checker' },
  {
    name: 'is not executable',
    break: (script) => chmodSync(script, 0o644),
    reason: /not executable|cannot be executed|execute/,
    blame: 'checker',
  },
  {
    name: 'is a directory',
    break: (script) => {
      rmSync(script);
      mkdirSync(script);
    },
    reason: /directory/,
    blame: 'checker',
  },
  {
    name: 'has an interpreter that is missing',
    break: becomes('#!/opt/no/such/sh\nexit 0\n'),
    reason: /\/opt\/no\/such\/sh/,
    blame: 'checker',
  },
  {
    name: 'has Windows line ends',
    break: becomes('#!/bin/sh\r\nexit 0\r\n'),
    reason: /CR|Windows|carriage/i,
    blame: 'checker',
  },
  { name: 'is empty', break: becomes(''), reason: /is empty/, blame: 'checker' },
  { name: 'ends by a signal', break: becomes('#!/bin/sh\nkill -SEGV $$\n'), reason: /SEGV/, blame: 'checker' },
  { name: 'hangs', break: becomes('#!/bin/sh\nexec sleep 1000\n'), reason: /within 1000 ms/, blame: 'service' },
  {
    name: 'traps TERM and exits 0 after its time limit',
    break: becomes("#!/bin/sh\ntrap 'exit 0' TERM\nwhile :; do sleep 0.05; done\n"),
    reason: /within 1000 ms/,
    blame: 'service',
  },
  {
    name: 'leaves a grandchild that keeps its output open',
    break: becomes('#!/bin/sh\nsetsid sleep 1000 &\nexit 1\n'),
    reason: /exit 1/,
    blame: 'service',
  },
  {
    name: 'writes 100 MB and fails',
    break: becomes('#!/bin/sh\nhead -c 100000000 /dev/zero\nexit 3\n'),
    reason: /exit 3/,
    blame: 'service',
    timeoutS: 20,
  },
  {
    name: 'becomes writable for everybody while root runs it',
    break: (script) => chmodSync(script, 0o777),
    reason: /mode 0777: everybody can change/,
    blame: 'checker',
  },
];

const AT_START: readonly { readonly name: string; readonly check: Partial<PairCheck>; readonly reason: RegExp }[] = [
  { name: 'is missing', check: { script: '/opt/no/such/check' }, reason: /does not exist/ },
  { name: 'runs as a user that does not exist', check: { user: 'no_such_user' }, reason: /no_such_user/ },
];

interface Pair {
  readonly lab: Lab;
  readonly observer: Observer;
  readonly script: string;
}

function start(lab: Lab, name: 'web1' | 'web2', priority: number, check: PairCheck): void {
  const [host, peer] = [lab.node(name), lab.node(name === 'web1' ? 'web2' : 'web1')];
  const base = { vip: VIP, address: host.address, peer: peer.address, version: 3, advertIntervalS: 0.2 } as const;
  startVipward(host, pairConfigText({ ...base, priority, check }));
}

async function openPair(context: TestContext, check: Partial<PairCheck>): Promise<Pair> {
  const lab = await labFor(context, { nodes: ['web1', 'web2'] });
  const observer = await lab.observe(VIP);
  const script = lab.node('web1').writeFile('check.sh', GOOD, 0o755);
  start(lab, 'web1', 150, { script, ...check });
  start(lab, 'web2', 100, { script: '/bin/true' });
  return { lab, observer, script };
}

/** The VIP is on the healthy peer and the broken node says why. */
async function expectMoved({ lab, observer }: Pair, reason: RegExp, blame: 'service' | 'checker'): Promise<void> {
  await observer.waitUntilHolder('web2', LIMIT_MS);
  const inFault = await waitForStatus(lab.node('web1'), LIMIT_MS, ({ instances }) => instances[0]?.state === 'fault');
  expect(inFault.checks[0]).toMatchObject({ health: 'down', blame });
  expect(inFault.checks[0]?.reason).toMatch(reason);
  expect(inFault.instances[0]?.faults.join()).toMatch(reason);
}

describe('the VIP moves to the healthy peer when the check script', () => {
  test.concurrent.for(WHILE_RUNNING)('$name', async ({ break: breakIt, reason, blame, timeoutS }, context) => {
    const pair = await openPair(context, timeoutS === undefined ? {} : { timeoutS });
    await pair.observer.waitUntilHolder('web1', LIMIT_MS);
    breakIt(pair.script);
    await expectMoved(pair, reason, blame);
  });

  test.concurrent.for(AT_START)('$name', async ({ check, reason }, context) => {
    const pair = await openPair(context, check);
    await expectMoved(pair, reason, 'checker');
  });
});
