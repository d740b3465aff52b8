import { describe, expect, test } from 'vitest';
import { answerWorks, outages, pageWorks, Runs } from '../../../src/lab/observer/runs.ts';

function collect(): { runs: Runs<string>; changes: [string, number][] } {
  const changes: [string, number][] = [];
  return { runs: new Runs((outcome, atUs) => changes.push([outcome, atUs])), changes };
}

describe('runs of equal outcomes', () => {
  test('samples with the same outcome are one run, and a run ends where the next begins', () => {
    const { runs, changes } = collect();
    for (const [atUs, outcome] of [
      [10, 'a'],
      [20, 'a'],
      [30, 'b'],
    ] as const)
      runs.begin(atUs)(outcome);
    expect(runs.until(35)).toEqual([
      { outcome: 'a', fromUs: 10, toUs: 30, samples: 2 },
      { outcome: 'b', fromUs: 30, toUs: 35, samples: 1 },
    ]);
    expect(changes).toEqual([
      ['a', 10],
      ['b', 30],
    ]);
  });

  test('samples count in the order in which they began, whenever their outcomes become known', () => {
    const { runs } = collect();
    const [first, second, third] = [runs.begin(10), runs.begin(20), runs.begin(30)];
    third('b');
    second('b');
    expect(runs.until(40)).toEqual([]);
    first('a');
    expect(runs.until(40).map(({ outcome, fromUs }) => [outcome, fromUs])).toEqual([
      ['a', 10],
      ['b', 20],
    ]);
  });

  test('service is back when the late answer came, not when it was asked for', () => {
    const { runs } = collect();
    runs.begin(10)('nobody');
    runs.begin(20)('web1', 25);
    runs.begin(21)('web1', 25);
    expect(runs.until(30)).toEqual([
      { outcome: 'nobody', fromUs: 10, toUs: 25, samples: 1 },
      { outcome: 'web1', fromUs: 25, toUs: 30, samples: 2 },
    ]);
  });

  test('a run never begins before the run in front of it', () => {
    const { runs } = collect();
    runs.begin(10)('web1', 50);
    runs.begin(20)('nobody');
    expect(runs.until(60).map(({ fromUs, toUs }) => [fromUs, toUs])).toEqual([
      [50, 50],
      [50, 60],
    ]);
  });

  test('only the first outcome of a sample counts', () => {
    const { runs } = collect();
    const settle = runs.begin(10);
    settle('web1');
    settle('nobody');
    expect(runs.until(20).map(({ outcome }) => outcome)).toEqual(['web1']);
  });
});

const run = (outcome: string, fromUs: number, toUs: number) => ({ outcome, fromUs, toUs, samples: 1 });

describe('outages', () => {
  test('neighbouring failures are one outage that names each of them once', () => {
    const runs = [
      run('200 a', 0, 10),
      run('timeout', 10, 20),
      run('ECONNREFUSED', 20, 25),
      run('timeout', 25, 30),
      run('200 b', 30, 40),
      run('502 x', 40, 50),
    ];
    expect(outages(runs, pageWorks)).toEqual([
      { fromUs: 10, toUs: 30, outcomes: ['timeout', 'ECONNREFUSED'] },
      { fromUs: 40, toUs: 50, outcomes: ['502 x'] },
    ]);
  });

  test('what failed before the service worked for the first time is no outage', () => {
    expect(outages([run('nobody', 0, 10), run('web1', 10, 20)], answerWorks)).toEqual([]);
    expect(outages([run('nobody', 0, 10)], answerWorks)).toEqual([]);
  });
});
