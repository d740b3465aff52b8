import { expect, test } from 'vitest';
import { startKeepalived } from '../../../src/lab/keepalived.ts';
import { pairConfigText } from '../../../src/lab/pair-config.ts';
import { labFor } from '../../support/lab.ts';

const LIMIT_MS = 20_000;

test('who listens at the switch sees the adverts of all, also those to one receiver', async (context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'keepalived', 'tcpdump');
  const wire = await lab.listen();
  const ownConfig = { vip: '10.77.0.50', version: 3, advertIntervalS: 0.2 } as const;
  const unicast = { ...ownConfig, address: '10.77.0.1', peer: '10.77.0.2', priority: 150, cast: 'unicast' } as const;
  const multicast = { ...ownConfig, address: '10.77.0.2', peer: '10.77.0.1', priority: 100 } as const;
  const one = await startKeepalived(lab.node('web1'), pairConfigText(unicast));
  await startKeepalived(lab.node('web2'), pairConfigText(multicast));
  await wire.waitFor('an advert to one', ({ destination }) => destination === '10.77.0.2', LIMIT_MS);
  await wire.waitFor('an advert to all', ({ destination }) => destination === '224.0.0.18', LIMIT_MS);
  await one.stop();
  await wire.waitFor('priority 0', ({ priority }) => priority === 0, LIMIT_MS);
  expect(wire.adverts().map(({ ttl, complaint }) => ({ ttl, complaint }))).not.toContainEqual(
    expect.not.objectContaining({ ttl: 255, complaint: undefined }),
  );
});
