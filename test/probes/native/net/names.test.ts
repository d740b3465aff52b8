import { afterEach, expect, test, vi } from 'vitest';
import { NativeProbe } from '../../../../src/probes/native/native-probe.ts';
import { HostAddress } from '../../../../src/probes/native/net/names.ts';
import type { Outcome } from '../../../../src/health/outcome.ts';

type Callback = (error: NodeJS.ErrnoException | null, address?: string) => void;
const lookups: { host: string; family: unknown; answer: Callback }[] = [];

vi.mock('node:dns', () => ({
  lookup: (host: string, { family }: { family: number }, answer: Callback) => lookups.push({ host, family, answer }),
}));
afterEach(() => void lookups.splice(0));

const failed = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });

/** One run that ends with the address. */
async function run(name: HostAddress, timeoutMs = 10_000): Promise<{ outcome: Promise<Outcome> }> {
  const probe = new NativeProbe({ check: 'web', timeoutMs }, (attempt) =>
    name.get(attempt, (address, remark) => attempt.finish('ok', `${address}${remark}`)),
  );
  const { settled } = await probe.start(0);
  return { outcome: settled.then(({ outcome }) => outcome) };
}

test('an address is not looked up', async () => {
  const { outcome } = await run(new HostAddress('192.0.2.1', 4));
  expect(await outcome).toMatchObject({ result: 'ok', detail: '192.0.2.1' });
  expect(lookups).toHaveLength(0);
});

test('the first run waits for the look-up, in the one family; later ones use what is known and look again', async () => {
  const name = new HostAddress('web', 6);
  const first = await run(name);
  expect(lookups).toMatchObject([{ host: 'web', family: 6 }]);
  lookups[0]?.answer(null, '2001:db8::1');
  expect(await first.outcome).toMatchObject({ detail: '2001:db8::1' });
  expect(await (await run(name)).outcome).toMatchObject({ detail: '2001:db8::1' });
  lookups[1]?.answer(null, '2001:db8::2');
  expect(await (await run(name)).outcome).toMatchObject({ detail: '2001:db8::2' });
});

test('the last good address stays when the resolver fails, which is said until it answers again', async () => {
  const name = new HostAddress('web', 4);
  const first = await run(name);
  lookups[0]?.answer(null, '192.0.2.1');
  await first.outcome;
  await run(name);
  lookups[1]?.answer(failed('EAI_AGAIN'));
  expect(await (await run(name)).outcome).toMatchObject({
    result: 'ok',
    detail: expect.stringMatching(/^192\.0\.2\.1; the address is an old one: .*EAI_AGAIN/),
  });
  lookups[2]?.answer(null, '192.0.2.1');
  expect(await (await run(name)).outcome).toMatchObject({ detail: '192.0.2.1' });
});

test.each([
  ['ENOTFOUND', 'the name web has no IPv4 address'],
  ['EAI_AGAIN', 'the name web could not be looked up (EAI_AGAIN)'],
])('without any address, %s is a fault of the check', async (code, words) => {
  const { outcome } = await run(new HostAddress('web', 4));
  lookups[0]?.answer(failed(code));
  expect(await outcome).toMatchObject({ result: 'broken', phase: 'resolve', detail: expect.stringContaining(words) });
});

test('a resolver that hangs is a fault of the check, and never asked twice at a time', async () => {
  const name = new HostAddress('web', 4);
  const hung = { result: 'broken', detail: 'no answer within 20 ms, looking up the address of web' };
  expect(await (await run(name, 20)).outcome).toMatchObject(hung);
  const second = await run(name);
  expect(lookups).toHaveLength(1);
  lookups[0]?.answer(null, '192.0.2.1');
  expect(await second.outcome).toMatchObject({ detail: '192.0.2.1' });
});
