import { expect, test } from 'vitest';
import { codesOf } from '../../../loading.ts';
import { checkOf, faultsIn, loadCheck } from './blocks.ts';

test('a check of a port becomes part of the model, with the limit of a probe', () => {
  expect(checkOf('tcp', 'port 8066')).toMatchObject({
    probe: {
      kind: 'tcp',
      endpoint: { host: '127.0.0.1', port: 8066, from: 'kernel', family: 4, tls: 'off' },
      send: '',
      expect: 'nothing',
      latency: { warnOverMs: 'off', badOverMs: 'off' },
    },
    intervalMs: 1000,
    timeoutMs: 1000,
    firstResult: 'counts',
  });
  expect(loadCheck('tcp', 'port 8066').model?.instances[0]?.trackedChecks).toMatchObject([
    { name: 'chk' },
    { name: 'asked', weight: -30 },
  ]);
});

test('without a port it is refused', () => {
  expect(faultsIn('tcp', 'host 192.0.2.1')).toContainEqual('CONF-121 "tcp" has no port');
});

test('what is said, expected and tolerated is taken over', () => {
  const lines = 'port 25\nsend "QUIT\\r\\n"\nexpect "/^220 /i"\nwarn_over 250ms\nbad_over 1.5\nfrom 127.0.0.2';
  expect(checkOf('tcp', lines).probe).toMatchObject({
    endpoint: { from: '127.0.0.2' },
    send: 'QUIT\\r\\n',
    expect: { type: 'pattern', source: '^220 ', flags: 'i' },
    latency: { warnOverMs: 250, badOverMs: 1500 },
  });
  expect(faultsIn('tcp', 'port 25\nsend "\\q"')).toEqual(['CONF-338 send has a \\ that says nothing']);
  expect(faultsIn('tcp', 'port 25\nwarn_over 2s\nbad_over 2s')[0]).toMatch(/^CONF-337 warn_over must be shorter/);
});

test('a port that is only connected to is a weak probe, which is said and refuses nothing', () => {
  const weak = loadCheck('tcp', 'port 80');
  expect(codesOf(weak)).toContain('CONF-333');
  expect(weak.model).toBeDefined();
  expect(codesOf(loadCheck('tcp', 'port 80\nexpect ready'))).not.toContain('CONF-333');
});
