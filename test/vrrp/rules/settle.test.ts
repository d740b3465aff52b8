import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../../src/model/address.ts';
import { enterMaster, listening } from '../../../src/vrrp/rules/entry.ts';
import { settle } from '../../../src/vrrp/rules/settle.ts';
import { createInstance } from '../../../src/vrrp/step.ts';
import { caseConfig, caseTracking } from '../scenario/cases.ts';

const config = caseConfig();
const running = { ...createInstance(config, caseTracking(config), '10.9.0.1' as IpAddress), phase: 'running' } as const;
const backup = listening(running, 0);
const master = enterMaster(backup, { kind: 'addressOwner' }, [], 0).instance;

describe('where a running instance belongs', () => {
  const faulty = { ...running, tracking: caseTracking(config, { faults: ['a'], waitingFor: ['b'] }) };

  test('a fault counts more than a first result that is missing', () => {
    expect(settle(faulty, 0).instance.state).toEqual('fault');
  });

  test('reasons of the trackers and of the core stand together', () => {
    expect(settle({ ...faulty, sourceAddress: 'none' }, 0).actions.at(-1)).toMatchObject({
      cause: { kind: 'fault', reasons: ['a', 'interface eth0 has no IPv4 address'] },
    });
  });

  test('in its place it stays as it is', () => {
    for (const instance of [backup, master]) expect(settle(instance, 5)).toEqual({ instance, actions: [] });
  });
});
