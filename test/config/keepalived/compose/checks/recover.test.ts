import { expect, test } from 'vitest';
import { codesOf, faultsOf, HOST, loadText, portCheck } from '../../../loading.ts';

const RUN = 'run "/usr/bin/systemctl restart mycat"';
const recoverWith = (lines: string) => loadText(portCheck(`recover {\n${lines}\n}`), { host: HOST });

test('what is not written has its default', () => {
  const loaded = recoverWith(`${RUN}\nwithin 2s`);
  expect(faultsOf(loaded)).toEqual([]);
  expect(loaded.model?.checks[0]?.recover).toEqual({
    run: { argv: ['/usr/bin/systemctl', 'restart', 'mycat'], user: { user: 'nobody' } },
    attempts: 2,
    backoffMs: 1000,
    maxBackoffMs: 30_000,
    withinMs: 2000,
    settleMs: 1000,
    failureTimeoutMs: 600_000,
  });
});

test('all of it may be written', () => {
  const lines = `${RUN}\nuser root\nwithin 0\nattempts 5\nbackoff 500ms\nmax_backoff 1m\nsettle 0\nfailure_timeout 1h`;
  expect(recoverWith(lines).model?.checks[0]?.recover).toMatchObject({
    run: { user: { user: 'root' } },
    attempts: 5,
    backoffMs: 500,
    maxBackoffMs: 60_000,
    withinMs: 0,
    settleMs: 0,
    failureTimeoutMs: 3_600_000,
  });
});

test('without a bound or a command it is refused', () => {
  expect(codesOf(recoverWith(RUN))).toContain('CONF-388');
  expect(codesOf(recoverWith('within 0'))).toContain('CONF-391');
  expect(codesOf(recoverWith(`${RUN}\nwithin 11m`))).toContain('CONF-202');
});

test('its command is judged like those of notifications', () => {
  expect(codesOf(recoverWith('run "systemctl restart x || true"\nwithin 0'))).toEqual(
    expect.arrayContaining(['CONF-307', 'CONF-314']),
  );
  expect(codesOf(recoverWith(`${RUN} now\nwithin 0`))).toContain('CONF-305');
});

test('RC-25: a user that this host does not have is found before anything runs', () => {
  const loaded = recoverWith(`${RUN}\nwithin 0\nuser nosuch`);
  expect(loaded.diagnostics).toContainEqual(
    expect.objectContaining({ code: 'CONF-211', message: 'no user "nosuch" on this host' }),
  );
  const told = loadText(portCheck('on_change "/usr/bin/logger x" nosuch'), { host: HOST });
  expect(codesOf(told)).toContain('CONF-211');
});
