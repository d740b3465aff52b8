import { expect } from 'vitest';
import { monotonicUs } from '../../../src/linux/clock.ts';
import { bothOf, LIMIT_MS, type Router, type Routers } from './routers.ts';
import type { Takeovers } from '../../interop/seen.ts';

/** More adverts than a backup needs to hear to take over from the one that sends them. */
const LONG_ENOUGH = 8;

/** The better router preempts nobody: it comes into a group that works and stays back until there is silence. */
export async function waitForSilence(pair: Routers): Promise<Takeovers> {
  const [better, other] = bothOf(pair);
  await other.start();
  await pair.servedBy(other);
  await better.startAsBackup({ preempt: 'nopreempt' });
  await pair.advertsFrom(other, LONG_ENOUGH);
  expect(pair.observer.holders).toEqual([other.name]);
  expect(pair.advertsOf(better)).toEqual([]);
  const killedUs = monotonicUs();
  await other.process.kill();
  await pair.observer.waitUntilAnswers(better.name, LIMIT_MS);
  const killMs = await pair.takeoverMs(better, killedUs);
  await other.startAsBackup();
  await pair.servedBy(better);
  pair.expectNoComplaint();
  return { killMs };
}

/** Three routers: whenever the highest that is left dies, the next one serves, and nobody else on the way. */
export async function electInOrder(group: Routers): Promise<Takeovers> {
  const [first, second, third] = group.all;
  if (first === undefined || second === undefined || third === undefined) throw new Error('an election is of three');
  await first.start();
  await group.servedBy(first);
  await second.startAsBackup();
  await third.startAsBackup();
  await group.servedBy(first);
  const killMs = await dieFor(group, first, second);
  await dieFor(group, second, third);
  const { answers } = await group.observer.report();
  const served = answers
    .map(({ outcome }) => outcome)
    .filter((name) => group.all.some((router) => router.name === name));
  expect(served.filter((name, i) => name !== served[i - 1])).toEqual([first.name, second.name, third.name]);
  group.expectNoComplaint();
  return { killMs };
}

async function dieFor(group: Routers, dying: Router, next: Router): Promise<number> {
  const killedUs = monotonicUs();
  await dying.process.kill();
  await group.observer.waitUntilAnswers(next.name, LIMIT_MS);
  return group.takeoverMs(next, killedUs);
}
