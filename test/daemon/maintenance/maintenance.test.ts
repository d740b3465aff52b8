import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, type TestContext, vi } from 'vitest';
import { MaintenanceBook } from '../../../src/daemon/maintenance/maintenance.ts';
import type { WallClock } from '../../../src/daemon/maintenance/wall-alarm.ts';
import { NODE, type Target } from '../../../src/health/time/maintenance.ts';
import { err } from '../../../src/model/result.ts';

const T0 = Date.parse('2026-07-01T22:00:00Z');
const MIN = 60_000;
const NGINX: Target = { type: 'check', name: 'nginx' };

/** A clock that goes on, or is set, when a test says so. */
class HandClock implements WallClock {
  #wallMs = T0;
  #leftMs = Infinity;
  #wake: () => void = () => {};
  alarms = 0;

  nowMs(): number {
    return this.#wallMs;
  }

  wakeIn(waitMs: number, wake: () => void): void {
    [this.#leftMs, this.#wake] = [waitMs, wake];
  }

  /** Time passes. */
  pass(ms: number): void {
    let leftMs = ms;
    while (this.#leftMs <= leftMs) {
      const stepMs = this.#leftMs;
      leftMs -= stepMs;
      this.#wallMs += stepMs;
      this.#leftMs = Infinity;
      this.alarms++;
      this.#wake();
    }
    this.#wallMs += leftMs;
    this.#leftMs -= leftMs;
  }

  /** Somebody sets the clock: no time passes. */
  set(ms: number): void {
    this.#wallMs += ms;
  }

  get waits(): 'yes' | 'no' {
    return this.#leftMs === Infinity ? 'no' : 'yes';
  }
}

function folderFor({ onTestFinished }: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'vipward-maintenance-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

interface Opened {
  readonly book: MaintenanceBook;
  readonly clock: HandClock;
  readonly events: string[];
  readonly troubles: string[];
  readonly dropped: number;
}

/** Closed before the folder of the same test goes. */
async function opened({ onTestFinished }: TestContext, dir: string, clock = new HandClock()): Promise<Opened> {
  const [events, troubles]: [string[], string[]] = [[], []];
  const book = new MaintenanceBook(
    dir,
    {
      event: ({ type, entry }) => events.push(`${type} ${entry.target.type === 'node' ? 'node' : entry.target.name}`),
      trouble: (text) => troubles.push(text),
    },
    clock,
  );
  onTestFinished(() => book.close());
  const { length: dropped } = await book.open();
  return { book, clock, events, troubles, dropped };
}

const halfAnHour = { target: NGINX, lengthMs: 30 * MIN, note: 'new certificate' };

test('TR-15: it begins, is announced a minute before, and ends by itself', async (context) => {
  const { book, clock, events, troubles } = await opened(context, folderFor(context));
  expect(await book.begin(halfAnHour)).toMatchObject({ ok: true, value: { kept: { ok: true } } });
  expect(book.entryOf(NGINX)).toMatchObject({ note: 'new certificate', untilMs: T0 + 30 * MIN });
  clock.pass(29 * MIN - 1);
  expect(events).toEqual(['begin nginx']);
  clock.pass(1);
  expect(events).toEqual(['begin nginx', 'ending nginx']);
  clock.pass(MIN);
  expect(events).toEqual(['begin nginx', 'ending nginx', 'end nginx']);
  expect([book.entryOf(NGINX), book.list(), clock.waits, troubles]).toEqual([undefined, [], 'no', []]);
});

describe('TR-16: over a restart', () => {
  test('what is in force stays in force, and nothing is said twice', async (context) => {
    const dir = folderFor(context);
    const first = await opened(context, dir);
    await first.book.begin(halfAnHour);
    await first.book.begin({ ...halfAnHour, target: NODE });
    await first.book.close();
    first.clock.pass(10 * MIN);
    const second = await opened(context, dir, first.clock);
    expect(second.book.list().map(({ target }) => target)).toEqual([NGINX, NODE]);
    expect([second.events, second.dropped]).toEqual([[], 0]);
    second.clock.pass(19 * MIN);
    expect(second.events).toEqual(['ending nginx', 'ending node']);
    expect(first.events).toEqual(['begin nginx', 'begin node']);
  });

  test('what has ended meanwhile is dropped, from the file too', async (context) => {
    const dir = folderFor(context);
    const first = await opened(context, dir);
    await first.book.begin(halfAnHour);
    await first.book.close();
    first.clock.set(31 * MIN);
    const second = await opened(context, dir, first.clock);
    expect([second.dropped, second.book.list(), second.events]).toEqual([1, [], []]);
    expect(readFileSync(join(dir, 'maintenance.json'), 'utf8')).not.toContain('nginx');
  });
});

describe('the clock on the wall is set', () => {
  test('forward over the end: it is over within a minute', async (context) => {
    const { book, clock, events } = await opened(context, folderFor(context));
    await book.begin(halfAnHour);
    clock.set(120 * MIN);
    clock.pass(MIN);
    expect(events).toEqual(['begin nginx', 'end nginx']);
  });

  test('back: it stays in force, and its end is where it was said to be', async (context) => {
    const { book, clock, events } = await opened(context, folderFor(context));
    await book.begin(halfAnHour);
    clock.set(-60 * MIN);
    clock.pass(89 * MIN - 1);
    expect([events, book.entryOf(NGINX) === undefined]).toEqual([['begin nginx'], false]);
    clock.pass(MIN + 1);
    expect(events).toEqual(['begin nginx', 'ending nginx', 'end nginx']);
  });

  test('it is looked at once a minute, and not at all without maintenance', async (context) => {
    const { book, clock } = await opened(context, folderFor(context));
    clock.pass(60 * MIN);
    expect(clock.alarms).toBe(0);
    await book.begin(halfAnHour);
    clock.pass(29 * MIN);
    expect(clock.alarms).toBe(29);
    await book.end(NGINX);
    expect(clock.waits).toBe('no');
  });
});

test('ended by hand it is gone at once; what is not there cannot be ended', async (context) => {
  const { book, events } = await opened(context, folderFor(context));
  await book.begin(halfAnHour);
  expect(await book.end(NODE)).toEqual(err('this node is not in maintenance; in maintenance: check nginx'));
  expect((await book.end(NGINX)).ok).toBe(true);
  expect([events, book.list()]).toEqual([['begin nginx', 'end nginx'], []]);
});

test('a wrong request changes and writes nothing', async (context) => {
  const dir = folderFor(context);
  const { book, events } = await opened(context, dir);
  expect(await book.begin({ ...halfAnHour, lengthMs: 0 })).toEqual(err(expect.stringContaining('--for 30m')));
  expect([events, existsSync(join(dir, 'maintenance.json'))]).toEqual([[], false]);
});

test('after close nothing is announced and nothing is taken', async (context) => {
  const { book, clock, events } = await opened(context, folderFor(context));
  await book.begin(halfAnHour);
  await book.close();
  clock.pass(60 * MIN);
  expect(await book.end(NGINX)).toEqual(err(expect.stringContaining('is stopping')));
  expect(events).toEqual(['begin nginx']);
});

describe('the file', () => {
  test('is made with its folder, readable for owner and group only, and nothing is left beside it', async (context) => {
    const dir = join(folderFor(context), 'made', 'on-demand');
    const { book } = await opened(context, dir);
    await book.begin(halfAnHour);
    expect(statSync(join(dir, 'maintenance.json')).mode & 0o777).toBe(0o640);
    expect(existsSync(join(dir, 'maintenance.json.new'))).toBe(false);
  });

  test('of two changes at once the second is in it', async (context) => {
    const dir = folderFor(context);
    const { book } = await opened(context, dir);
    await Promise.all([book.begin(halfAnHour), book.begin({ ...halfAnHour, target: NODE }), book.end(NGINX)]);
    const { book: again } = await opened(context, dir);
    expect(again.list().map(({ target }) => target)).toEqual([NODE]);
  });

  test.for(['', '{"format":"vipw', '[1,2]', 'garbage'])(
    '%j is refused with words and put aside',
    async (text, context) => {
      const dir = folderFor(context);
      writeFileSync(join(dir, 'maintenance.json'), text);
      const { book, troubles } = await opened(context, dir);
      expect(troubles).toEqual([
        expect.stringMatching(/is no list of maintenances: .*kept as .*refused; .*say it again/),
      ]);
      expect(readFileSync(join(dir, 'maintenance.json.refused'), 'utf8')).toBe(text);
      expect((await book.begin(halfAnHour)).ok).toBe(true);
    },
  );

  test('says what has ended, as soon as the book is closed', async (context) => {
    const dir = folderFor(context);
    const { book, clock } = await opened(context, dir);
    await book.begin(halfAnHour);
    clock.pass(30 * MIN);
    await book.close();
    expect(readFileSync(join(dir, 'maintenance.json'), 'utf8')).not.toContain('nginx');
  });

  test('that cannot be read is told', async (context) => {
    const dir = folderFor(context);
    mkdirSync(join(dir, 'maintenance.json'));
    expect((await opened(context, dir)).troubles).toEqual([expect.stringContaining('cannot be read (EISDIR)')]);
  });
});

describe('a disk that refuses', () => {
  test('a full one: maintenance is in force, and it is said that it would not outlive a restart', async (context) => {
    const dir = folderFor(context);
    symlinkSync('/dev/full', join(dir, 'maintenance.json.new'));
    const { book, events, troubles } = await opened(context, dir);
    const begun = await book.begin(halfAnHour);
    expect(begun).toMatchObject({ ok: true, value: { kept: err(expect.stringContaining('ENOSPC')) } });
    expect(troubles).toEqual([expect.stringMatching(/ENOSPC.*in force all the same.*not outlive a restart/)]);
    expect([events, book.entryOf(NGINX) === undefined]).toEqual([['begin nginx'], false]);
  });

  test('a folder that is none: the same, also at the end', async (context) => {
    const file = join(folderFor(context), 'file');
    writeFileSync(file, '');
    chmodSync(file, 0o600);
    const { book, clock, events, troubles } = await opened(context, join(file, 'state'));
    await book.begin(halfAnHour);
    clock.pass(30 * MIN);
    expect(events).toEqual(['begin nginx', 'ending nginx', 'end nginx']);
    await vi.waitUntil(() => troubles.length === 4, 10_000);
    expect(troubles).toEqual(troubles.map(() => expect.stringContaining('ENOTDIR')));
  });
});
