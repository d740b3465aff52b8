import { expect, test } from 'vitest';
import { probeFor } from '../../src/probes/probe-for.ts';
import { checkConfig, tcpProbeConfig } from '../support/configs.ts';

test.each([
  ['a script', checkConfig(), 'direct'],
  ['a port', checkConfig({ probe: tcpProbeConfig(1) }), 'native'],
])('%s is run by its own kind of probe', async (_kind, check, backend) => {
  const run = await probeFor(check, 'warn').start(0);
  expect(await run.settled).toMatchObject({ check: check.name, backend });
});
