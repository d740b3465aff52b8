import { expect, test } from 'vitest';
import type { Priority } from '../../../src/model/priority.ts';
import { letterOf } from '../../../src/notify/mail/letter.ts';
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
