import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Agenda } from '../../src/dataplane/agenda.ts';

test('all whose time has come are called, the earliest first, and only once', () => {
  const agenda = new Agenda<string>();
  agenda.put('c', 30);
  agenda.put('a', 10);
  agenda.put('b', 20);
  agenda.put('never', Infinity);
  expect(agenda.nextUs()).toBe(10);
  expect(agenda.takeDue(9)).toEqual([]);
  expect(agenda.takeDue(20)).toEqual(['a', 'b']);
  expect(agenda.takeDue(20)).toEqual([]);
  expect(agenda.nextUs()).toBe(30);
  agenda.remove('c');
  expect(agenda.nextUs()).toBe(Infinity);
  expect(agenda.takeDue(Infinity)).toEqual([]);
});

test('the earlier of two times of one item counts', () => {
  const agenda = new Agenda<string>();
  agenda.put('a', 10);
  agenda.put('a', 50);
  expect(agenda.takeDue(10)).toEqual(['a']);
  agenda.put('a', 50);
  agenda.put('a', 20);
  expect(agenda.nextUs()).toBe(20);
  expect(agenda.takeDue(100)).toEqual(['a']);
  expect(agenda.takeDue(100)).toEqual([]);
});

test('it does what a list that is searched each time does', () => {
  const orders = fc.array(
    fc.oneof(
      fc.record({ do: fc.constant('put' as const), item: fc.nat(9), atUs: fc.nat(99) }),
      fc.record({ do: fc.constant('remove' as const), item: fc.nat(9), atUs: fc.constant(0) }),
      fc.record({ do: fc.constant('take' as const), item: fc.constant(0), atUs: fc.nat(99) }),
    ),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(orders, (steps) => {
      const agenda = new Agenda<number>();
      const list = new Map<number, number>();
      for (const { do: what, item, atUs } of steps) {
        if (what === 'put') {
          agenda.put(item, atUs);
          list.set(item, Math.min(atUs, list.get(item) ?? Infinity));
        } else if (what === 'remove') {
          agenda.remove(item);
          list.delete(item);
        } else {
          const due = [...list].filter(([, at]) => at <= atUs).toSorted(([, a], [, b]) => a - b);
          const taken = agenda.takeDue(atUs);
          expect(taken.map((one) => list.get(one))).toEqual(due.map(([, at]) => at));
          expect(new Set(taken)).toEqual(new Set(due.map(([one]) => one)));
          for (const [one] of due) list.delete(one);
        }
        expect(agenda.nextUs()).toBe(Math.min(Infinity, ...list.values()));
      }
    }),
  );
});
