import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { faultsOf, GOOD, loadText } from './loading.ts';

/** One observation: the good configuration with up to two replacements, what it draws, and what the model then holds. */
interface Case {
  readonly name: string;
  readonly why: string;
  readonly replace?: readonly [string, string];
  readonly also?: readonly [string, string];
  readonly append?: string;
  readonly order?: 'instance-first';
  readonly faults: readonly string[];
  readonly model?: object;
  readonly instance?: object;
  readonly check?: object;
}

const CASES: readonly Case[] = readFileSync(new URL('../data/config-observed.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

function textOf({ replace, also, append = '', order }: Case): string {
  let text = GOOD;
  for (const [from, to] of [replace, also].filter((pair) => pair !== undefined)) {
    expect(text).toContain(from);
    text = text.replace(from, () => to);
  }
  const [script, instance] = [text.indexOf('vrrp_script'), text.indexOf('vrrp_instance')];
  if (order !== undefined) text = text.slice(0, script) + text.slice(instance) + text.slice(script, instance);
  return text + append;
}

describe('what keepalived was observed to do, and what is made of it here', () => {
  test('there are enough cases', () => expect(CASES.length).toBeGreaterThan(80));

  test.each(CASES)('$name', (one) => {
    const loaded = loadText(textOf(one));
    expect(faultsOf(loaded).toSorted()).toEqual(one.faults.toSorted());
    expect(loaded.model ?? {}).toMatchObject(one.model ?? {});
    expect(loaded.model?.instances[0] ?? {}).toMatchObject(one.instance ?? {});
    const check = loaded.model?.checks[0];
    expect({ ...check, ...check?.probe }).toMatchObject(one.check ?? {});
  });

  test('quoted numbers may have leading blanks', () => {
    expect(loadText(GOOD.replace('priority 150', 'priority " 101"')).model?.instances[0]?.basePriority).toBe(101);
  });
});
