import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../../src/model/address.ts';
import { enterBackup, enterMaster, enterStopped, listening } from '../../../src/vrrp/rules/entry.ts';
import type { Step } from '../../../src/vrrp/state.ts';
import { createInstance } from '../../../src/vrrp/step.ts';
import { caseConfig, caseTracking } from '../scenario/cases.ts';

const config = caseConfig({ garp: { masterDelayMs: 5000, masterRefreshMs: 1000 } });
const running = { ...createInstance(config, caseTracking(config), '10.9.0.1' as IpAddress), phase: 'running' } as const;
const backup = listening(running, 0);
const master = enterMaster(backup, { kind: 'addressOwner' }, [], 0).instance;
const kinds = ({ actions }: Step): readonly string[] => actions.map(({ type }) => type);

describe('entering a state does things in an order that hosts and routers around us depend on', () => {
  test('AN-02 master: advert, addresses, announcements, facts, report', () => {
    const step = enterMaster(backup, { kind: 'addressOwner' }, [{ kind: 'advertTimeout' }], 0);
    expect(kinds(step)).toEqual(['sendAdvert', 'addVips', 'announce', 'note', 'report']);
  });

  test('AN-05 from master to stopped: no more announcements, priority 0, addresses, report', () => {
    const step = enterStopped(master, 'stop', { kind: 'shutdown', reason: 'SIGTERM' });
    expect(kinds(step)).toEqual(['cancelAnnouncements', 'sendAdvert', 'note', 'removeVips', 'report']);
    expect(step.instance).toMatchObject({ state: 'init', phase: 'stopped', timers: {} });
  });

  test('from master to backup without priority 0: the winner has spoken already', () => {
    const step = enterBackup(master, backup, { kind: 'started' });
    expect(kinds(step)).toEqual(['cancelAnnouncements', 'removeVips', 'report']);
  });

  test('from backup to anything else there is nothing to release', () => {
    expect(kinds(enterStopped(backup, 'deleted', { kind: 'removed' }))).toEqual(['report']);
  });
});
