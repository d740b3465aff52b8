import { readdirSync, readFileSync } from 'node:fs';
import type { ScriptInput } from '../../src/lint/input.ts';

const FOLDER = 'test/data/lint';
const RUN_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Programs that a run's PATH does not find on the sample host. */
const NOT_FOUND = new Set(['mycat', 'ncat']);

/** One script of `test/data/lint`, named `== bad` or `== good` and with what is special about its run. */
export interface Sample {
  readonly name: string;
  readonly rule: string;
  readonly kind: 'bad' | 'good';
  readonly input: ScriptInput;
}

/** A script as the lint gets it on the sample host. */
export function inputOf(text: string, more: Partial<ScriptInput> = {}): ScriptInput {
  return {
    file: 'script',
    text,
    argv: ['/etc/vipward/check.sh'],
    purpose: 'check',
    runAs: 'other',
    vips: new Set(),
    host: {
      find: (name, path) => {
        if (NOT_FOUND.has(name)) return path.includes('/mycat/') ? `/usr/local/mycat/bin/${name}` : undefined;
        return `/usr/bin/${name}`;
      },
      runPath: RUN_PATH,
      callerPath: `${RUN_PATH}:/usr/local/mycat/bin`,
      hosts: new Map([
        ['web1', '192.0.2.9'],
        ['vip1', '192.0.2.100'],
      ]),
    },
    ...more,
  };
}

/** All samples, rule by rule. */
export function allSamples(): readonly Sample[] {
  return readdirSync(FOLDER).flatMap((file) => {
    const rule = file.replace('.txt', '');
    const blocks = readFileSync(`${FOLDER}/${file}`, 'utf8').split(/^== /m).slice(1);
    return blocks.map((block, index) => sampleOf(rule, block, index + 1));
  });
}

function sampleOf(rule: string, block: string, number: number): Sample {
  const [head = ''] = block.split('\n', 1);
  const [kind, ...settings] = head.split(' ');
  if (kind !== 'bad' && kind !== 'good') throw new Error(`${rule}, sample ${number}: neither bad nor good`);
  const said = new Map(settings.map((setting) => setting.split('=', 2) as [string, string]));
  const shell = said.get('shell');
  const timed = said.has('timeout') || said.has('fall');
  const check = { timeoutMs: Number(said.get('timeout') ?? 60_000), fall: Number(said.get('fall') ?? 3) };
  const input = inputOf(block.slice(head.length + 1), {
    argv: [
      said.get('path') ?? '/etc/vipward/check.sh',
      ...(said.get('args') ?? '').split(',').filter((arg) => arg !== ''),
    ],
    purpose: said.get('purpose') === 'notify' ? 'notify' : 'check',
    runAs: said.get('user') === 'root' ? 'root' : 'other',
    vips: new Set(said.has('vip') ? [said.get('vip') ?? ''] : []),
    ...(shell === undefined ? {} : { shell }),
    ...(timed ? { check } : {}),
  });
  return { name: `${rule} ${kind} ${number}`, rule, kind, input };
}
