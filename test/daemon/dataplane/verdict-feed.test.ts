import { expect, test } from 'vitest';
import { VerdictFeed } from '../../../src/daemon/dataplane/verdict-feed.ts';
import type { CheckHealth } from '../../../src/health/check-health.ts';
import type { ToDataplane } from '../../../src/ipc/messages.ts';
import { checkHealth } from '../../support/configs.ts';

const health = (check: string, changes: Partial<CheckHealth> = {}): CheckHealth => checkHealth({ check, ...changes });

function feed(): { readonly feed: VerdictFeed; readonly sent: ToDataplane[] } {
  const sent: ToDataplane[] = [];
  return { feed: new VerdictFeed((message) => sent.push(message)), sent };
}

test('news is sent at once', () => {
  const { feed: verdicts, sent } = feed();
  verdicts.put(health('nginx'), 3000);
  verdicts.put(health('nginx', { health: 'down', blame: 'service', reason: 'exit 1' }), 3000);
  expect(sent).toMatchObject([
    { type: 'verdict', verdict: { health: 'up' }, validForMs: 3000 },
    { type: 'verdict', verdict: { health: 'down' }, validForMs: 3000 },
  ]);
});

test('what says the same again is sent together, with what is left of its time', async () => {
  const { feed: verdicts, sent } = feed();
  for (const name of ['a', 'b']) verdicts.put(health(name), 3000);
  for (const name of ['a', 'b']) verdicts.put(health(name), 3000);
  expect(sent).toHaveLength(2);
  await expect.poll(() => sent.length).toBe(3);
  const renewal = sent[2];
  if (renewal?.type !== 'renewal') throw new Error('no renewal');
  expect(renewal.verdicts.map(({ verdict }) => verdict.check)).toEqual(['a', 'b']);
  for (const { validForMs } of renewal.verdicts) expect(validForMs).toBeLessThan(3000);
});

test('news overtakes a renewal that waits, and is not undone by it', async () => {
  const { feed: verdicts, sent } = feed();
  for (const name of ['a', 'b', 'a', 'b']) verdicts.put(health(name), 3000);
  verdicts.put(health('a', { health: 'down', reason: 'exit 1' }), 3000);
  await expect.poll(() => sent.length).toBe(4);
  expect(sent[2]).toMatchObject({ type: 'verdict', verdict: { check: 'a', health: 'down' } });
  expect(sent[3]).toMatchObject({ type: 'renewal', verdicts: [{ verdict: { check: 'b' } }] });
});

test('a verdict that ends soon is not made to wait', () => {
  const { feed: verdicts, sent } = feed();
  verdicts.put(health('fast'), 300);
  verdicts.put(health('fast'), 300);
  expect(sent).toHaveLength(2);
});

test('a new dataplane is told everything', () => {
  const { feed: verdicts, sent } = feed();
  verdicts.put(health('a'), 3000);
  verdicts.forget();
  verdicts.put(health('a'), 3000);
  expect(sent.map(({ type }) => type)).toEqual(['verdict', 'verdict']);
});
