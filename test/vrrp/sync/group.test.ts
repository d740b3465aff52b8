import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../../src/model/address.ts';
import type { Priority } from '../../../src/model/priority.ts';
import { ownFaults } from '../../../src/vrrp/rules/standing.ts';
import { createInstance, step } from '../../../src/vrrp/step.ts';
import { groupState, heldBy, type MemberStep, stepTogether } from '../../../src/vrrp/sync/group.ts';
import { noteText } from '../../../src/vrrp/words.ts';
import { caseConfig, caseTracking } from '../scenario/cases.ts';
import { anyConfig, anyEvent, happening } from '../scenario/histories.ts';
import { Group, NAMES, OURS, PEER, type Taken } from '../scenario/sync-group.ts';

const S = 1_000_000;
const DOWN = { faults: ['interface eth1 is down'] };

describe('members of a sync group share one fate', () => {
  test('SG-01 ST-11 a member whose timer expires first waits as backup', () => {
    const group = Group.of({ basePriority: 200 as Priority }, { basePriority: 100 as Priority }).start();
    group.news();
    group.runUntil(3.3 * S);
    expect(group.states).toEqual(['backup', 'backup']);
    expect(group.news()).toEqual(['(VI_1) Receive advertisement timeout']);
    expect(group.members[0]?.timers.masterDown).toBeGreaterThan(6 * S);
  });

  test('SG-02 when the last would be master, all become it in one step, each in the order of a takeover', () => {
    const group = Group.of({ basePriority: 200 as Priority }, { basePriority: 100 as Priority }).start();
    group.runUntil(3.3 * S).news();
    group.runUntil(3.61 * S);
    expect(group.states).toEqual(['master', 'master']);
    expect(group.news()).toEqual([
      '(VI_2) Receive advertisement timeout',
      'advert 200',
      'add 10.9.0.100',
      'announce 10.9.0.100 x5',
      'backup > master, notify master: no advert from any router for 3.61 s',
      'advert 100',
      'add 10.9.0.101',
      'announce 10.9.0.101 x5',
      'backup > master, notify master: no advert from any router for 3.61 s',
    ]);
    expect(group.taken.at(-1)?.steps).toHaveLength(3);
  });

  test('SG-03 a member that hears a higher priority takes all to backup, and none says priority 0', () => {
    const group = Group.of({}, {})
      .start()
      .runUntil(4 * S);
    group.news();
    group.advert(1, 150);
    expect(group.states).toEqual(['backup', 'backup']);
    expect(group.news()).toEqual([
      'cancel announcements',
      'remove 10.9.0.101',
      '(VI_2) Master received advert from 10.9.0.2 with higher priority 150, ours 100',
      'master > backup, notify backup: 10.9.0.2 has the higher priority 150, ours is 100',
      'cancel announcements',
      'remove 10.9.0.100',
      'master > backup, notify backup: with sync group G: VI_2: 10.9.0.2 has the higher priority 150, ours is 100',
    ]);
  });

  test('a lower advert that one hears makes all announce their addresses again, as keepalived does', () => {
    const group = Group.of(
      { garp: { lowerPriorityDelayMs: 5000 } },
      { garp: { lowerPriorityRepeat: 2, lowerPriorityDelayMs: 5000 } },
      { garp: { lowerPriorityRepeat: 0 } },
    ).start();
    group.runUntil(20 * S).news();
    expect(group.states).toEqual(['master', 'master', 'master']);
    const lower = '(VI_1) Received advert from 10.9.0.2 with lower priority 90, ours 100, forcing new election';
    expect(group.advert(0, 90).news()).toEqual([
      'advert 100',
      'announce 10.9.0.100 x5',
      lower,
      'announce 10.9.0.101 x2',
    ]);
    const second = group
      .runUntil(25 * S)
      .news()
      .filter((line) => line.includes('announce'));
    expect(second).toEqual(['announce 10.9.0.100 x5', 'announce 10.9.0.101 x2']);
    expect(
      group
        .advert(1, 200)
        .news()
        .filter((line) => line.includes('announce 10')),
    ).toEqual([]);
  });

  test('SG-04 a fault of one takes all to FAULT, and those that were master say priority 0', () => {
    const group = Group.of({}, {})
      .start()
      .runUntil(4 * S);
    group.news();
    group.track(0, DOWN);
    expect(group.states).toEqual(['fault', 'fault']);
    expect(group.news()).toEqual([
      'cancel announcements',
      'advert 0',
      '(VI_1) sent 0 priority',
      'remove 10.9.0.100',
      'master > fault, notify fault: interface eth1 is down',
      'cancel announcements',
      'advert 0',
      '(VI_2) sent 0 priority',
      'remove 10.9.0.101',
      'master > fault, notify fault: VI_1: interface eth1 is down',
    ]);
  });

  test('SG-04 a fault of a backup takes all to FAULT, and nobody says anything', () => {
    const group = Group.of({}, {}).start();
    group.news();
    group.track(1, DOWN);
    expect(group.states).toEqual(['fault', 'fault']);
    expect(group.news().filter((line) => line.startsWith('advert'))).toEqual([]);
  });

  test('SG-05 the group leaves FAULT only when all are clean, and all at once', () => {
    const group = Group.of({}, {}).start();
    group
      .track(0, DOWN)
      .track(1, { faults: ['check nginx is down'] })
      .track(0, {});
    expect(group.states).toEqual(['fault', 'fault']);
    group.news();
    group.track(1, {});
    expect(group.states).toEqual(['backup', 'backup']);
    expect(group.news()).toEqual([
      'fault > backup, notify backup: no fault is left',
      'fault > backup, notify backup: no fault is left',
    ]);
  });

  test('SM-39 an interface without an address is a fault of the whole group', () => {
    const group = Group.of({}, {})
      .start()
      .runUntil(4 * S);
    group.feed(0, { type: 'sourceAddress', address: 'none' });
    expect(group.states).toEqual(['fault', 'fault']);
    group.feed(0, { type: 'sourceAddress', address: OURS });
    expect(group.states).toEqual(['backup', 'backup']);
  });

  test('SM-04 all wait in INIT for the first result of a check of one', () => {
    const group = new Group(
      NAMES.slice(0, 2).map((name) => caseConfig({ name })),
      [{}, { waitingFor: ['nginx'] }],
    );
    group.start().runUntil(10 * S);
    expect(group.states).toEqual(['init', 'init']);
    group.track(1, {});
    expect(group.states).toEqual(['backup', 'backup']);
  });

  test('a VIP taken from one: all leave with priority 0 and hold the election again after one skew time', () => {
    const group = Group.of({}, {})
      .start()
      .runUntil(4 * S);
    group.news();
    group.feed(1, { type: 'vipRemoved', address: '10.9.0.101' as IpAddress });
    expect(group.states).toEqual(['backup', 'backup']);
    expect(group.news().filter((line) => line === 'advert 0')).toHaveLength(2);
    expect(group.members.map(({ timers }) => timers.masterDown)).toEqual([4_609_375, 4_609_375]);
  });

  test('owners of all addresses become master together, an owner beside another waits for it', () => {
    const owners = Group.of({ basePriority: 255 as Priority }, { basePriority: 255 as Priority }).start();
    expect([owners.states, owners.nowUs]).toEqual([['master', 'master'], 0]);
    const mixed = Group.of({ basePriority: 255 as Priority }, { basePriority: 100 as Priority }).start();
    expect(mixed.states).toEqual(['backup', 'backup']);
    expect(mixed.runUntil(4 * S).states).toEqual(['master', 'master']);
  });

  test('a member that waited for the group and hears a master no longer wants to be one', () => {
    const group = Group.of({ basePriority: 200 as Priority }, {})
      .start()
      .runUntil(3.3 * S);
    group.advert(0, 210);
    group.runUntil(4 * S);
    expect(group.states).toEqual(['backup', 'backup']);
    expect(heldBy(group.members)).toEqual([{ name: 'VI_1', master: { address: PEER, priority: 210 } }]);
  });

  test('a group whose members follow different routers says so once, after three master-down intervals', () => {
    const group = Group.of({}, {}).start();
    for (let second = 1; second <= 60; second++) group.runUntil(second * S).advert(1, 150);
    expect(group.states).toEqual(['backup', 'backup']);
    const held = group.news().filter((line) => line.includes('held back'));
    expect(held).toEqual([
      '(VI_1) ready to be master for 3 master-down intervals, but held back by sync group G: VI_2 follows 10.9.0.2 (priority 150)',
    ]);
  });

  test('a member that is added to a group of masters follows it, or takes it along when it finds another master', () => {
    const group = Group.of({}, {})
      .start()
      .runUntil(4 * S);
    const added = caseConfig({ name: 'VI_3', vips: ['10.9.0.102'] });
    group.members = [...group.members, createInstance(added, caseTracking(added), OURS)];
    group.feed(2, { type: 'start' });
    expect([group.states, groupState(group.members)]).toEqual([['master', 'master', 'backup'], 'master']);
    const other = Group.of({});
    other.members = group.members;
    other.nowUs = group.nowUs;
    expect(group.runUntil(8 * S).states).toEqual(['master', 'master', 'master']);
    other.advert(2, 100);
    expect(other.states).toEqual(['backup', 'backup', 'backup']);
    expect(other.news().at(-1)).toBe(
      'master > backup, notify backup: with sync group G: VI_3: follows 10.9.0.2 with priority 100',
    );
  });

  test('a stop ends each member as if it were alone, whatever the others are', () => {
    const group = Group.of({}, {})
      .start()
      .runUntil(4 * S);
    group.news();
    for (const at of [0, 1]) group.feed(at, { type: 'shutdown', reason: 'SIGTERM' });
    expect(group.news().filter((line) => line === 'advert 0')).toHaveLength(2);
    expect(groupState(group.members)).toBe('init');
    const faulty = Group.of({}, {}).start().track(0, DOWN);
    faulty.news();
    for (const at of [0, 1]) faulty.feed(at, { type: 'shutdown', reason: 'SIGTERM' });
    expect(faulty.news().map((line) => line.split(',')[0])).toEqual(['fault > init', 'fault > init']);
  });

  test('all_bad keep does not hold in a group: a failed check is a fault of all', () => {
    const group = Group.of({ allBad: 'keep' }, { allBad: 'keep' })
      .start()
      .runUntil(4 * S);
    group.track(0, { faults: ['check nginx is down'] });
    expect(group.states).toEqual(['fault', 'fault']);
    expect(group.members.map(({ failing }) => failing)).toEqual(['no', 'no']);
  });

  test('one instance alone is stepped as by itself', () => {
    const alone = createInstance(caseConfig(), caseTracking(caseConfig()), OURS);
    expect(stepTogether('alone', [alone], 0, { type: 'start' }, 5)).toEqual([
      { of: 0, ...step(alone, { type: 'start' }, 5) },
    ]);
  });

  test('a member that leaves its group is bound by it no longer', () => {
    const group = Group.of({}, {}).start().track(0, DOWN);
    const left = group.members.slice(1);
    const steps = stepTogether('alone', left, 0, { type: 'reload', config: caseConfig({ name: 'VI_2' }) }, 0);
    expect(steps.at(-1)?.instance).toMatchObject({ state: 'backup', sync: 'alone' });
  });
});

const anyGroup = fc
  .array(anyConfig, { minLength: 1, maxLength: 3 })
  .map((configs) => configs.map((config, of) => ({ ...config, name: NAMES[of] ?? '' })));

const anyGroupHistory = anyGroup.chain((configs) => {
  const events = configs.map((config, at) => happening(anyEvent(config)).map((each) => ({ at, ...each })));
  return fc.record({ configs: fc.constant(configs), happenings: fc.array(fc.oneof(...events), { maxLength: 40 }) });
});

function eachGroupStep(check: (taken: Taken) => void): void {
  fc.assert(
    fc.property(anyGroupHistory, ({ configs, happenings }) => {
      const group = new Group(configs).start();
      const started = group.taken.length;
      for (const { at, afterUs, event } of happenings) {
        group.runUntil(group.nowUs + afterUs);
        group.feed(at, event);
      }
      for (const taken of group.taken.slice(started)) check(taken);
    }),
  );
}

const adverts = (steps: readonly MemberStep[], of: number): readonly number[] =>
  steps
    .filter((taken) => taken.of === of)
    .flatMap(({ actions }) => actions.flatMap((action) => (action.type === 'sendAdvert' ? [action.priority] : [])));

describe('in any history of a group', () => {
  test('all members are in one state after every event, and it is the state of the group', () => {
    eachGroupStep(({ after }) => {
      expect(new Set(after.map(({ state }) => state))).toEqual(new Set([groupState(after)]));
    });
  });

  test('none is master while any has a fault, and none is in fault while none has one', () => {
    eachGroupStep(({ after }) => {
      const faulty = after.some((member) => ownFaults(member).length > 0);
      expect(after.map(({ state }) => state === 'fault')).toEqual(after.map(() => faulty));
    });
  });

  test('the group becomes master only when every member would be it', () => {
    eachGroupStep(({ before, after, event, steps }) => {
      if (groupState(before) === 'master' || groupState(after) !== 'master') return;
      const last = new Set(event.type === 'timer' ? steps.slice(0, 1).map(({ of }) => of) : before.keys());
      for (const [of, { ready }] of before.entries()) expect(ready !== 'no' || last.has(of)).toBe(true);
    });
  });

  test('priority 0 is said once by each master that leaves for a fault, and by none that lost an election', () => {
    eachGroupStep(({ before, after, event, steps }) => {
      for (const [of, member] of before.entries()) {
        const wasMaster = member.state === 'master' && after[of]?.state !== 'master';
        const hadSource = event.type !== 'sourceAddress' || event.address !== 'none';
        const zeros = adverts(steps, of).filter((priority) => priority === 0).length;
        const says = wasMaster && (after[of]?.state === 'fault' || event.type === 'vipRemoved');
        if (hadSource) expect(zeros).toBe(says && member.sourceAddress !== 'none' ? 1 : 0);
      }
    });
  });

  test('a step depends on nothing but its input', () => {
    eachGroupStep(({ before, event }) => {
      const first = stepTogether({ name: 'G' }, structuredClone(before), 0, event, 9e9);
      expect(stepTogether({ name: 'G' }, before, 0, event, 9e9)).toEqual(first);
    });
  });
});

test('what holds a group back is said with the routers that its members follow', () => {
  const by = [
    { name: 'VI_2', master: { address: PEER, priority: 150 as Priority } },
    { name: 'VI_3', master: 'unknown' as const },
  ];
  expect(noteText('VI_1', { kind: 'heldByGroup', group: 'G', by })).toBe(
    '(VI_1) ready to be master for 3 master-down intervals, but held back by sync group G: VI_2 follows 10.9.0.2 (priority 150); VI_3 still waits for a master',
  );
});
