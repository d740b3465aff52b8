import { expect } from 'vitest';
import { monotonicUs } from '../../../src/linux/clock.ts';
import { compareAddresses, type IpAddress, parseIp } from '../../../src/model/address.ts';
import type { Row } from '../../interop/table.ts';
import { bothOf, LIMIT_MS, type Router, type Routers, VIPS } from './routers.ts';
import type { Takeovers } from '../../interop/seen.ts';

/** The highest priority but that of an owner, whoever has what. */
const HIGH = 150;

/**
 * The whole life of a pair, `vrrp.md` 7.2: the better router starts, is followed, loses and regains its rank and its
 * health, is cut off, stops, returns, dies, returns as an equal; in the end both are told what cannot go together.
 */
export async function liveTogether(pair: Routers, { protocol }: Row): Promise<Takeovers> {
  const [better, other] = bothOf(pair);
  await better.start();
  await pair.servedBy(better);
  await other.startAsBackup();
  await changeRank(pair, better, other);
  await failAndRecover(pair, better, other);
  await pair.servedBy(better);
  await partAndMeet(pair, better, other);
  const stopMs = await stopAndReturn(pair, better, other);
  const killMs = await dieAndReturnAsEqual(pair, better, other);
  pair.provoke();
  await disagreeOnAddresses(pair, better, other, protocol.family);
  await disagreeOnInterval(pair, better, other, protocol.version);
  if (protocol.auth === 'PASS') await disagreeOnPassword(pair, better, other);
  pair.expectNoComplaint();
  return { stopMs, killMs };
}

async function changeRank(pair: Routers, better: Router, other: Router): Promise<void> {
  await better.driver.lower(better.host, better.priority);
  await pair.servedBy(other);
  await better.driver.raise(better.host, better.priority);
  await pair.servedBy(better);
}

async function failAndRecover(pair: Routers, better: Router, other: Router): Promise<void> {
  const { fault } = better.driver;
  if (fault === undefined) return;
  const from = pair.wire.adverts().length;
  fault.begin(better.host);
  await pair.servedBy(other);
  expectGoodbyes(pair, better, from);
  fault.end(better.host);
  await pair.servedBy(better);
}

/** vipward says goodbye once, and so do all at a stop; keepalived says it twice in a fault. */
function expectGoodbyes(pair: Routers, router: Router, from: number): void {
  const goodbyes = pair.advertsOf(router, from).filter(({ priority }) => priority === 0);
  expect(goodbyes.length, `adverts of priority 0 from ${router.make}`).toBe(router.make === 'keepalived' ? 2 : 1);
}

/** Both are masters while they do not hear each other; then the one that should be stays, and the other steps down. */
async function partAndMeet(pair: Routers, winner: Router, loser: Router): Promise<void> {
  const link = pair.lab.link('web1');
  link.isolate();
  await pair.heldByBoth();
  link.rejoin();
  await pair.servedBy(winner);
  // What waited in a kernel for the one that was away, and what the listener tells late, comes before these.
  await pair.advertsFrom(winner, 3, pair.wire.adverts().length);
  const from = pair.wire.adverts().length;
  await pair.advertsFrom(winner, 2, from);
  expect(pair.advertsOf(loser, from), `adverts of ${loser.make} after it stepped down`).toEqual([]);
}

async function stopAndReturn(pair: Routers, better: Router, other: Router): Promise<number> {
  const from = pair.wire.adverts().length;
  const stoppedUs = monotonicUs();
  await better.process.stop();
  await pair.servedBy(other);
  const goodbyes = pair.advertsOf(better, from).filter(({ priority }) => priority === 0);
  expect(goodbyes.length, `adverts of priority 0 from ${better.make}`).toBe(1);
  const tookMs = await pair.takeoverMs(other, stoppedUs);
  await better.start();
  await pair.servedBy(better);
  return tookMs;
}

/** An equal takes nothing away. After a partition the higher of the addresses that they send from decides. */
async function dieAndReturnAsEqual(pair: Routers, better: Router, other: Router): Promise<number> {
  const killedUs = monotonicUs();
  await better.process.kill();
  await pair.observer.waitUntilAnswers(other.name, LIMIT_MS);
  const tookMs = await pair.takeoverMs(other, killedUs);
  await better.startAsBackup({ priority: other.priority });
  await pair.servedBy(other);
  const inOrder = compareAddresses(sourceOf(pair, better), sourceOf(pair, other)) > 0;
  await (inOrder ? partAndMeet(pair, better, other) : partAndMeet(pair, other, better));
  return tookMs;
}

function sourceOf(pair: Routers, router: Router): IpAddress {
  const last = pair.advertsOf(router).at(-1);
  return parseIp(last?.source ?? '') ?? expect.fail(`${router.name} has sent nothing`);
}

/** RFC 9568 §7.1 lets one log and forbids to drop; keepalived 2.2 drops. */
async function disagreeOnAddresses(pair: Routers, better: Router, other: Router, family: 4 | 6): Promise<void> {
  await better.process.stop();
  await better.start({ priority: HIGH, vips: [...VIPS[family].all, VIPS[family].other] });
  if (other.make === 'keepalived') await pair.heldByBoth();
  else await pair.servedBy(better);
  await other.complains();
}

/** Version 2 drops, version 3 follows the master's interval. */
async function disagreeOnInterval(pair: Routers, better: Router, other: Router, version: 2 | 3): Promise<void> {
  await better.process.stop();
  await pair.servedBy(other);
  const advertIntervalS = 2 * better.advertIntervalS;
  await better.start({ advertIntervalS });
  if (version === 2) {
    await pair.heldByBoth();
    await Promise.all([better.complains(), other.complains()]);
    return;
  }
  await pair.servedBy(better);
  const from = pair.wire.adverts().length;
  await pair.advertsFrom(better, 3, from);
  await better.process.kill();
  await pair.observer.waitUntilAnswers(other.name, LIMIT_MS);
  const silentS = await pair.silenceS(better, other, from);
  expect(silentS, `how long ${other.make} waited`).toBeGreaterThan(3 * advertIntervalS);
}

async function disagreeOnPassword(pair: Routers, better: Router, other: Router): Promise<void> {
  await better.process.stop();
  await pair.servedBy(other);
  await better.start({ password: 'another' });
  await pair.heldByBoth();
  await Promise.all([better.complains(), other.complains()]);
}
