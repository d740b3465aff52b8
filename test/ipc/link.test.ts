import { expect, test } from 'vitest';
import { Link } from '../../src/ipc/link.ts';
import type { FromDataplane } from '../../src/ipc/messages.ts';

/** A channel whose reader stalls: `send` says "full" until the test lets the pipe drain. */
class StalledChannel {
  connected = true;
  room: 'free' | 'full' = 'free';
  readonly sent: FromDataplane[] = [];
  readonly #pending: ((error: Error | null) => void)[] = [];

  send(message: object, callback: (error: Error | null) => void): boolean {
    this.sent.push(message as FromDataplane);
    this.#pending.push(callback);
    return this.room === 'free';
  }

  drain(): void {
    this.room = 'free';
    for (const callback of this.#pending.splice(0)) callback(null);
  }
}

const beat = (lostEvents: number): FromDataplane => ({ type: 'heartbeat', lostEvents });
const trouble = (text: string): FromDataplane => ({ type: 'trouble', severity: 'error', text });

test('messages go straight through while the pipe has room', () => {
  const channel = new StalledChannel();
  const link = new Link<FromDataplane>(channel);
  link.send(beat(1));
  link.send(beat(2));
  expect(channel.sent).toEqual([beat(1), beat(2)]);
});

test('after a full pipe only the newest state waits, and events keep their order', () => {
  const channel = new StalledChannel();
  const link = new Link<FromDataplane>(channel);
  channel.room = 'full';
  link.send(beat(0));
  for (const message of [beat(1), trouble('a'), beat(2), trouble('b')]) link.send(message);
  expect(channel.sent).toEqual([beat(0)]);
  channel.drain();
  expect(channel.sent).toEqual([beat(0), trouble('a'), beat(2), trouble('b')]);
  expect(link.dropped).toBe(0);
});

test('the queue is bounded: the oldest events are dropped and counted', () => {
  const channel = new StalledChannel();
  const link = new Link<FromDataplane>(channel);
  channel.room = 'full';
  link.send(beat(0));
  for (let i = 0; i < 10_300; i++) link.send(trouble(`${i}`));
  expect(link.dropped).toBe(300);
  channel.drain();
  expect(channel.sent[1]).toEqual(trouble('300'));
  expect(channel.sent).toHaveLength(10_001);
});

test('a closed channel swallows everything and the last message calls back at once', () => {
  const channel = new StalledChannel();
  channel.connected = false;
  const link = new Link<FromDataplane>(channel);
  link.send(beat(1));
  let called = 'no';
  link.sendLast({ type: 'stopped' }, () => (called = 'yes'));
  expect([channel.sent.length, called]).toEqual([0, 'yes']);
});
