import { describe, expect, test } from 'vitest';
import { holderSpans, holdings } from '../../../src/lab/observer/holdings.ts';

const added = (host: string, atUs: number) => ({ host, did: 'added' as const, atUs });
const removed = (host: string, atUs: number) => ({ host, did: 'removed' as const, atUs });

describe('holdings', () => {
  test('an address is held from its addition to its removal, or to now', () => {
    expect(holdings([added('web1', 10), removed('web1', 30), added('web2', 35)], 50)).toEqual([
      { host: 'web1', fromUs: 10, toUs: 30 },
      { host: 'web2', fromUs: 35, toUs: 50 },
    ]);
  });

  test('an address that is added again, or removed twice, changes nothing', () => {
    const events = [added('web1', 10), added('web1', 20), removed('web1', 30), removed('web1', 40)];
    expect(holdings(events, 50)).toEqual([{ host: 'web1', fromUs: 10, toUs: 30 }]);
  });
});

describe('spans with the same holders', () => {
  test('two holders at once are a span of their own, and so is the time without any', () => {
    const held = [
      { host: 'web1', fromUs: 10, toUs: 30 },
      { host: 'web2', fromUs: 25, toUs: 40 },
      { host: 'web1', fromUs: 45, toUs: 60 },
    ];
    expect(holderSpans(held, 10, 60)).toEqual([
      { hosts: ['web1'], fromUs: 10, toUs: 25 },
      { hosts: ['web1', 'web2'], fromUs: 25, toUs: 30 },
      { hosts: ['web2'], fromUs: 30, toUs: 40 },
      { hosts: [], fromUs: 40, toUs: 45 },
      { hosts: ['web1'], fromUs: 45, toUs: 60 },
    ]);
  });

  test('nobody ever is one span without holders', () => {
    expect(holderSpans([], 10, 20)).toEqual([{ hosts: [], fromUs: 10, toUs: 20 }]);
  });
});
