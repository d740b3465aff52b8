import { expect, test } from 'vitest';
import { startKeepalived } from '../../../src/lab/keepalived.ts';
import { pairConfigText } from '../../../src/lab/pair-config.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import { labFor } from '../../support/lab.ts';

test('vipward does not start beside a keepalived on the same host, and says what to do', async (context) => {
  const lab = await labFor(context, { nodes: ['web1', 'web2'] }, 'keepalived');
  const [web1, web2] = [lab.node('web1'), lab.node('web2')];
  const config = { vip: '10.77.0.50', address: web1.address, peer: web2.address, priority: 150 };
  await startKeepalived(web1, pairConfigText(config));
  const beside = startVipward(web1, pairConfigText(config));
  expect((await beside.ended).code).toBe(2);
  expect(beside.log()).toMatch(
    /not started: keepalived runs on this host \(pid \d+\)[\s\S]*systemctl disable --now keepalived/,
  );
});
