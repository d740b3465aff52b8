import { describe, expect, test } from 'vitest';
import { happeningOf, ringOf } from '../../src/history/entry.ts';
import type { LoggedEvent } from '../../src/log/events.ts';

const verdict = {
  event: 'check.verdict',
  check: 'nginx',
  before: 'up',
  health: 'down',
  blame: 'service',
  reason: 'exit 7: refused',
  output: 'refused',
} as const;

describe('what is remembered', () => {
  test('a transition, with its cause as data and in words', () => {
    const cause = { kind: 'fault', reasons: ['check nginx is down: exit 7'] } as const;
    const state = { instance: 'VI_1', from: 'master', to: 'fault', cause, priority: 150, sum: 'base 150' } as const;
    const happening = happeningOf({ event: 'vrrp.state', ...state });
    expect(happening).toMatchObject({ cause, because: expect.stringContaining('check nginx is down: exit 7') });
  });

  test('a verdict, with the printed line unless the reason quotes it', () => {
    expect(happeningOf(verdict)).not.toHaveProperty('output');
    expect(happeningOf({ ...verdict, output: 'sh: 1: foo' })).toHaveProperty('output', 'sh: 1: foo');
  });

  test('no arguments of a program, which may hold a secret', () => {
    const argv = ['/etc/notify.sh', '--token', 's3cret'];
    const ran = {
      event: 'notify.ran',
      instance: 'VI_1',
      state: 'master',
      argv,
      result: 'exit 0',
      durationMs: 3,
    } as const;
    const changes = ['check nginx: argv ["/c","s3cret"] -> ["/c","s3cret2"]', 'check nginx: intervalMs 1000 -> 2000'];
    const reloaded = { event: 'config.reloaded', generation: 2, changes } as const;
    expect(happeningOf(ran)).toMatchObject({ script: '/etc/notify.sh', result: 'exit 0' });
    expect(happeningOf(reloaded)).toMatchObject({
      changes: ['check nginx: argv changed', 'check nginx: intervalMs 1000 -> 2000'],
    });
    expect(JSON.stringify([happeningOf(ran), happeningOf(reloaded)])).not.toContain('s3cret');
  });

  test('errors of a configuration, and not its warnings', () => {
    const told = { event: 'config.diagnostic', code: 'CONF-101', place: 'a:1:1', message: 'm', help: '' } as const;
    expect(happeningOf({ ...told, severity: 'error' })).toBeDefined();
    expect(happeningOf({ ...told, severity: 'warning' })).toBeUndefined();
  });

  test.each(['offering', 'keeping'] as const)('that a master with failed checks is %s its addresses', (kind) => {
    const note = { kind, reasons: ['check nginx is down'] };
    const told = { event: 'vrrp.note', instance: 'VI_1', note } as const;
    expect(happeningOf(told)).toEqual(told);
  });

  test.each<LoggedEvent>([
    { event: 'vrrp.note', instance: 'VI_1', note: { kind: 'priorityZeroSent' } },
    { event: 'history.trouble', text: 'full' },
  ])('not $event', (logged) => expect(happeningOf(logged)).toBeUndefined());
});

describe('failures, successes and transitions are kept apart', () => {
  const ran = { event: 'notify.ran', instance: 'VI_1', state: 'master', script: '/n', durationMs: 3 } as const;
  test.each([
    [{ ...verdict }, 'failures'],
    [{ ...verdict, before: 'down', health: 'up', blame: 'none' } as const, 'successes'],
    [{ ...verdict, before: 'up', health: 'up', reason: 'exit 7 (failure 1 of 3, still up)' } as const, 'failures'],
    [{ ...ran, result: 'exit 0: done' }, 'successes'],
    [{ ...ran, result: 'exit 1' }, 'failures'],
    [{ event: 'daemon.stopped', tookMs: 3 } as const, 'transitions'],
    [{ event: 'vrrp.note', instance: 'VI_1', note: { kind: 'keeping', reasons: [] } } as const, 'transitions'],
  ])('%j: %s', (happening, ring) => expect(ringOf(happening)).toBe(ring));
});
