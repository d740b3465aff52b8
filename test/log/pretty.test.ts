import { describe, expect, test } from 'vitest';
import { prettyLines } from '../../src/log/pretty.ts';
import type { LoggedEvent } from '../../src/log/events.ts';
import type { IpAddress } from '../../src/model/address.ts';

describe('NO-03 the lines that keepalived’s users grep for', () => {
  test.each<[LoggedEvent, readonly string[]]>([
    [
      {
        event: 'vrrp.state',
        instance: 'VI_1',
        from: 'backup',
        to: 'master',
        cause: { kind: 'masterSilent', silentForUs: 3_610_000, last: '10.9.0.1' as IpAddress },
        priority: 100,
        sum: 'base 100, = 100',
      },
      ['(VI_1) Entering MASTER STATE', '(VI_1) Reason: no advert from 10.9.0.1 for 3.61 s [base 100, = 100]'],
    ],
    [
      {
        event: 'vrrp.addresses',
        instance: 'VI_1',
        did: 'added',
        vips: ['10.9.0.100' as IpAddress, 'fd00:9::100' as IpAddress],
        interface: 'eth0',
      },
      [
        '(VI_1) setting VIPs.',
        '(VI_1) Sending/queueing gratuitous ARPs on eth0 for 10.9.0.100',
        '(VI_1) Sending/queueing Unsolicited Neighbour Adverts on eth0 for fd00:9::100',
      ],
    ],
    [{ event: 'vrrp.note', instance: 'VI_1', note: { kind: 'priorityZeroSent' } }, ['(VI_1) sent 0 priority']],
    [
      {
        event: 'check.verdict',
        check: 'nginx',
        before: 'down',
        health: 'up',
        blame: 'none',
        reason: 'exit 0',
        output: '',
      },
      ['VRRP_Script(nginx) succeeded'],
    ],
    [
      {
        event: 'check.verdict',
        check: 'nginx',
        before: 'up',
        health: 'up',
        blame: 'service',
        reason: 'exit 1 (failure 1 of 2, still up)',
        lastResult: 'contradicts',
        output: '',
      },
      ['VRRP_Script(nginx): exit 1 (failure 1 of 2, still up)'],
    ],
    [
      {
        event: 'check.verdict',
        check: 'nginx',
        before: 'up',
        health: 'warn',
        blame: 'none',
        reason: 'exit 1 (warning)',
        output: '',
      },
      ['VRRP_Script(nginx) succeeded with a warning (exit 1 (warning))'],
    ],
    [
      {
        event: 'check.verdict',
        check: 'nginx',
        before: 'down',
        health: 'up',
        blame: 'none',
        reason: 'in maintenance, counts as up',
        flags: ['maintenance'],
        output: '',
      },
      ['VRRP_Script(nginx): in maintenance, counts as up'],
    ],
    [
      {
        event: 'check.verdict',
        check: 'nginx',
        before: 'up',
        health: 'up',
        blame: 'checker',
        reason: 'exit 127 (ignored as long as the check is broken)',
        output: '',
      },
      ['VRRP_Script(nginx): exit 127 (ignored as long as the check is broken)'],
    ],
    [
      {
        event: 'check.verdict',
        check: 'nginx',
        before: 'up',
        health: 'down',
        blame: 'service',
        reason: 'exit 1',
        flags: ['flapping'],
        output: '',
      },
      ['VRRP_Script(nginx) failed (exit 1)'],
    ],
    [
      {
        event: 'check.verdict',
        check: 'nginx',
        before: 'up',
        health: 'down',
        blame: 'checker',
        reason: 'exit 127: not found',
        output: 'not found',
      },
      ['VRRP_Script(nginx) failed (exit 127: not found) - the check itself is broken'],
    ],
    [
      {
        event: 'check.verdict',
        check: 'port',
        kind: 'tcp',
        before: 'up',
        health: 'down',
        blame: 'service',
        reason: 'refused',
        output: '',
      },
      ['Check(port) failed (refused)'],
    ],
    [{ event: 'check.remark', check: 'port', kind: 'tcp', text: 'slow' }, ['Check(port): slow']],
    [{ event: 'check.remark', check: 'nginx', text: 'slow' }, ['VRRP_Script(nginx): slow']],
    [{ event: 'check.remark', check: 'all', text: 'no memory' }, ['no memory']],
  ])('%j', (event, lines) => {
    expect(prettyLines(event)).toEqual(lines);
  });
});

test('a remark about packets says who sent them, what is wrong, and how often', () => {
  const remark = {
    instance: 'VI_1',
    source: '10.9.0.2' as IpAddress,
    was: 'dropped',
    counter: 'rx_auth_failure',
  } as const;
  const [line] = prettyLines({ event: 'vrrp.packet', ...remark, text: 'received an invalid passwd!', count: 60 });
  expect(line).toBe('(VI_1) advert from 10.9.0.2 dropped: received an invalid passwd! (60 times since last said)');
});
