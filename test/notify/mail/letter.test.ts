import { expect, test } from 'vitest';
import type { Priority } from '../../../src/model/priority.ts';
import { groupLetterOf, letterOf } from '../../../src/notify/mail/letter.ts';
import { instanceConfig } from '../../support/configs.ts';

test('keepalived’s subject, and what a tired operator asks for', () => {
  const event = {
    type: 'instance',
    config: instanceConfig(),
    state: 'master',
    priority: 150 as Priority,
    cause: 'masterSilent',
    because: 'no advert from 10.9.0.1 for 3.6 s',
  } as const;
  const { subject, text } = letterOf(event, { routerId: 'web1', atMs: 0 });
  expect(subject).toBe('[web1] VRRP Instance VI_1 - Entering MASTER state');
  expect(text.split('\n')).toEqual([
    '=> VRRP Instance is now owning VRRP VIPs <=',
    '',
    'instance:  VI_1 on eth0, virtual router 51',
    'addresses: 10.9.0.100',
    'priority:  150',
    'reason:    no advert from 10.9.0.1 for 3.6 s',
    'time:      1970-01-01T00:00:00.000Z',
    '',
  ]);
});

test('a sync group is told of with its members', () => {
  const group = { name: 'G', members: ['VI_1', 'VI_2'], notify: {}, mail: 'on' } as const;
  const event = { type: 'group', group, state: 'fault', cause: 'fault', because: 'eth1 is down' } as const;
  const { subject, text } = groupLetterOf(event, { routerId: 'web1', atMs: 0 });
  expect(subject).toBe('[web1] VRRP Group G - Entering FAULT state');
  expect(text).toContain('members:   VI_1, VI_2\nreason:    eth1 is down\n');
});
