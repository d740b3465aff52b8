import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import type { Priority } from '../../src/model/priority.ts';
import type { Cause, Note } from '../../src/vrrp/state.ts';
import { causeText, noteText, stateText } from '../../src/vrrp/words.ts';

const from = '10.9.0.2' as IpAddress;
const [theirs, ours] = [90 as Priority, 100 as Priority];

/** keepalived's texts, `vrrp.md` 4.10. */
const KEEPALIVED: readonly (readonly [Note, string])[] = [
  [{ kind: 'advertTimeout' }, '(VI_1) Receive advertisement timeout'],
  [
    { kind: 'priorityChanged', before: ours, after: theirs, sum: 'base 100, nginx down -10, = 90' },
    '(VI_1) Changing effective priority from 100 to 90',
  ],
  [
    { kind: 'lowerAdvertAnswered', from, theirs, ours },
    '(VI_1) Received advert from 10.9.0.2 with lower priority 90, ours 100, forcing new election',
  ],
  [
    { kind: 'lowerAdvertIgnored', from, theirs, ours },
    '(VI_1) Received advert from 10.9.0.2 with lower priority 90, ours 100',
  ],
  [
    { kind: 'higherAdvertHeard', from, theirs: ours, ours: theirs },
    '(VI_1) Master received advert from 10.9.0.2 with higher priority 100, ours 90',
  ],
  [
    { kind: 'equalAdvertHigherAddress', from, priority: ours },
    '(VI_1) Master received advert from 10.9.0.2 with same priority 100 but higher IP address than ours',
  ],
  [
    { kind: 'lowerAdvertDiscarded', from, theirs },
    '(VI_1) received lower priority (90) advert from 10.9.0.2 - discarding',
  ],
  [{ kind: 'priorityZeroSent' }, '(VI_1) sent 0 priority'],
  [{ kind: 'priorityZeroHeard', from, as: 'backup' }, '(VI_1) Backup received priority 0 advertisement'],
  [{ kind: 'priorityZeroHeard', from, as: 'master' }, '(VI_1) Master received priority 0 message'],
  [{ kind: 'preemptDelayStarted', delayUs: 2_500_000 }, '(VI_1) start preempt delay (2.500000)'],
  [{ kind: 'preemptDelayStopped' }, '(VI_1) stop preempt delay'],
];

const OUR_OWN: readonly (readonly [Note, string])[] = [
  [
    { kind: 'intervalLearned', from, theirsCs: 50, oursCs: 100 },
    '(VI_1) following the advert interval of 10.9.0.2, 0.5 s; ours is 1 s',
  ],
  [
    { kind: 'duplicateAddress', from },
    '(VI_1) advert from our own address 10.9.0.2 with our priority: another host has the same address',
  ],
  [
    { kind: 'notWorthMoving', from, theirLoss: 60, ourLoss: 70 },
    '(VI_1) not taking over from 10.9.0.2: it has lost 60 points of its best priority, this node 70; the address would move from one broken node to another',
  ],
  [
    { kind: 'offering', reasons: ['check a is down', 'check b is down'] },
    '(VI_1) offering the address to a healthy node, serving it until one speaks: check a is down; check b is down',
  ],
  [
    { kind: 'keeping', reasons: ['check a is down'] },
    '(VI_1) keeping the address with priority 1, no healthy node took it over: check a is down',
  ],
  [{ kind: 'recovered', priority: ours }, '(VI_1) every check is good again, still master, with priority 100'],
];

describe('facts', () => {
  test.each(KEEPALIVED)('NO-03 %o has the words of keepalived', (note, text) => {
    expect(noteText('VI_1', note)).toEqual(text);
  });

  test.each(OUR_OWN)('%o has words of our own', (note, text) => expect(noteText('VI_1', note)).toEqual(text));
});

describe('states', () => {
  test.each([
    ['backup', 'init', '(VI_1) Entering BACKUP STATE (init)'],
    ['fault', 'init', '(VI_1) Entering FAULT STATE (init)'],
    ['master', 'init', '(VI_1) Entering MASTER STATE'],
    ['master', 'backup', '(VI_1) Entering MASTER STATE'],
    ['backup', 'master', '(VI_1) Entering BACKUP STATE'],
    ['fault', 'backup', '(VI_1) Entering FAULT STATE'],
    ['init', 'master', '(VI_1) Entering STOP STATE'],
  ] as const)('NO-03 %s after %s', (to, before, text) => expect(stateText('VI_1', to, before)).toEqual(text));
});

const CAUSES: readonly (readonly [Cause, string])[] = [
  [{ kind: 'started' }, 'started, listening for a master'],
  [{ kind: 'addressOwner' }, 'priority 255, this router owns the address'],
  [{ kind: 'masterSilent', silentForUs: 3_609_375, last: from }, 'no advert from 10.9.0.2 for 3.61 s'],
  [{ kind: 'masterSilent', silentForUs: 36_093, last: 'nobody' }, 'no advert from any router for 0.036 s'],
  [{ kind: 'masterLeft', from }, '10.9.0.2 gave up mastership with priority 0'],
  [{ kind: 'preempting', from, theirs, ours }, '10.9.0.2 has the lower priority 90, ours is 100'],
  [{ kind: 'higherPriority', from, theirs: ours, ours: theirs }, '10.9.0.2 has the higher priority 100, ours is 90'],
  [{ kind: 'higherAddress', from, priority: ours }, '10.9.0.2 has the same priority 100 and the higher address'],
  [
    { kind: 'fault', reasons: ['interface eth0 is down', 'check a is down'] },
    'interface eth0 is down; check a is down',
  ],
  [{ kind: 'faultCleared' }, 'no fault is left'],
  [
    { kind: 'relieved', by: from, theirs, reasons: ['check a is down'] },
    '10.9.0.2 (priority 90) serves the address now; here check a is down',
  ],
  [
    { kind: 'lastResort', silentForUs: 7_218_750, last: 'nobody', reasons: ['check a is down', 'check b is down'] },
    'the last resort: no advert from any router for 7.22 s, although check a is down; check b is down',
  ],
  [
    { kind: 'lastResort', silentForUs: 7_218_750, last: from, reasons: ['check a is down'] },
    'the last resort: no advert from 10.9.0.2 for 7.22 s, although check a is down',
  ],
  [{ kind: 'vipTaken', address: from }, 'another program removed 10.9.0.2 from this host'],
  [{ kind: 'shutdown', reason: 'SIGTERM' }, 'shutdown: SIGTERM'],
  [{ kind: 'removed' }, 'removed from the configuration'],
];

test.each(CAUSES)('%o is said with its numbers', (cause, text) => expect(causeText(cause)).toEqual(text));
