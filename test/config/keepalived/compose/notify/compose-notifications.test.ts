import { describe, expect, test } from 'vitest';
import { codesOf, faultsOf, GOOD, HOST, loadText } from '../../../loading.ts';

const withGlobals = (lines: string, instance = ''): string =>
  GOOD.replace('router_id web-a', `router_id web-a\n${lines}`).replace('advert_int 1', `advert_int 1\n${instance}`);
const notificationsOf = (lines: string) => loadText(withGlobals(lines), { host: HOST }).model?.notifications;

describe('pipes', () => {
  test('have an owner, a mode by the umask, and a reader as script_user', () => {
    const lines =
      'umask 0077\nnotify_fifo /run/a nobody nogroup\nvrrp_notify_fifo /run/b\nvrrp_notify_fifo_script "/bin/read x"';
    expect(notificationsOf(lines)?.fifos).toEqual([
      { path: '/run/a', owner: { user: 'nobody', group: 'nogroup' }, mode: 0o600, reader: 'none' },
      { path: '/run/b', owner: 'daemon', mode: 0o600, reader: { argv: ['/bin/read', 'x'], user: { user: 'nobody' } } },
    ]);
  });

  test.each([
    ['notify_fifo', ['CONF-104']],
    ['notify_fifo run/a', ['CONF-306']],
    ['notify_fifo /run/a nobody nogroup more', ['CONF-105']],
    ['notify_fifo /run/a ghost', ['CONF-211']],
    ['notify_fifo /run/a\nnotify_fifo /run/b', ['CONF-701']],
  ])('%s draws %j', (lines, codes) => {
    expect(faultsOf(loadText(withGlobals(lines), { host: HOST }))).toEqual(codes);
  });
});

describe('mail', () => {
  const BASE = 'smtp_server 192.0.2.25 2525\nnotification_email {\na@b.example c@b.example\nd@b.example\n}\n';

  test('is whole with a server and recipients, and has the host’s names where nothing is written', () => {
    expect(notificationsOf(`${BASE}smtp_alert`)?.mail).toEqual({
      host: '192.0.2.25',
      port: 2525,
      to: ['a@b.example', 'c@b.example', 'd@b.example'],
      from: 'host',
      helo: 'host',
      connectTimeoutMs: 30_000,
      faults: 'told',
    });
    const more =
      'smtp_alert\nnotification_email_from x@y.example\nsmtp_helo_name h\nsmtp_connect_timeout 0\nno_email_faults';
    expect(notificationsOf(`${BASE}${more}`)?.mail).toMatchObject({
      from: 'x@y.example',
      helo: 'h',
      connectTimeoutMs: 1000,
      faults: 'silent',
    });
    expect(notificationsOf('smtp_server 192.0.2.25')?.mail).toBe('none');
  });

  test.each([
    ['', '', 'off'],
    ['smtp_alert', '', 'on'],
    ['smtp_alert\nsmtp_alert_vrrp off', '', 'off'],
    ['smtp_alert off\nsmtp_alert_vrrp on', '', 'on'],
    ['smtp_alert', 'smtp_alert off', 'off'],
    ['', 'smtp_alert', 'on'],
  ])('with %j and %j in the instance it is %s', (globals, instance, mail) => {
    const { model } = loadText(withGlobals(`${BASE}${globals}`, instance), { host: HOST });
    expect(model?.instances[0]?.mail).toBe(mail);
  });

  test.each([
    ['smtp_server', 'CONF-104'],
    ['smtp_server a 0', 'CONF-202'],
    ['smtp_server a b', 'CONF-201'],
    ['smtp_server a 25 c', 'CONF-105'],
  ])('%s draws %s', (lines, code) => {
    expect(codesOf(loadText(withGlobals(lines)))).toContain(code);
  });
});

test.each([
  ['', '', 'silent'],
  ['vrrp_notify_priority_changes', '', 'told'],
  ['vrrp_notify_priority_changes', 'notify_priority_changes off', 'silent'],
  ['', 'notify_priority_changes', 'told'],
])('priorities with %j and %j in the instance are %s', (globals, instance, events) => {
  expect(loadText(withGlobals(globals, instance)).model?.instances[0]?.priorityEvents).toBe(events);
});

test('scripts at the start and the stop have 10 s unless another time is written', () => {
  const lines = 'startup_script "/opt/up a"\nshutdown_script "/opt/down" root\nshutdown_script_timeout 3';
  expect(notificationsOf(lines)).toMatchObject({
    startup: { script: { argv: ['/opt/up', 'a'], user: { user: 'nobody' } }, timeoutMs: 10_000 },
    shutdown: { script: { argv: ['/opt/down'], user: { user: 'root' } }, timeoutMs: 3000 },
  });
});

test('files of dumps are keepalived’s own unless others are written', () => {
  const { model } = loadText(withGlobals('stats_dump_file /run/stats'));
  expect(model?.dumpFiles).toEqual({
    state: '/tmp/keepalived.data',
    statistics: '/run/stats',
    json: '/tmp/keepalived.json',
  });
});

const withoutItsInterface = (lines: string): string[] =>
  codesOf(loadText(withGlobals(lines).replace('eth0', 'eth9'), { host: HOST }));

test('dynamic_interfaces takes the warning about a missing interface away', () => {
  expect(withoutItsInterface('')).toContain('CONF-210');
  expect(withoutItsInterface('dynamic_interfaces')).not.toContain('CONF-210');
});
