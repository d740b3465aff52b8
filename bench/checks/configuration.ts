import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readerFor } from '../../src/cli/options.ts';
import { readConfiguration } from '../../src/daemon/configuration.ts';
import type { CheckConfig } from '../../src/model/check.ts';
import type { CheckListener } from '../../src/probes/check-keeper.ts';
import { CheckRunner } from '../../src/probes/check-runner.ts';

/** Blocks of checks, and one instance that tracks those scripts. */
export function configurationOf(blocks: readonly string[], scripts: readonly string[]): string {
  return [
    'global_defs {\n    router_id lab\n    script_user root\n    enable_script_security\n}',
    ...blocks,
    'vrrp_instance VI_1 {\n    state BACKUP\n    interface eth0\n    virtual_router_id 51\n    priority 100\n    advert_int 1',
    '    virtual_ipaddress {\n        10.77.0.50\n    }',
    ...(scripts.length === 0 ? [] : ['    track_script {', ...scripts.map((name) => `        ${name}`), '    }']),
    '}\n',
  ].join('\n');
}

const nameOf = (index: number): string => `check_${index}`;

/** A configuration that runs these commands once a second. */
export function scriptsText(commands: readonly string[]): string {
  const blocks = commands.map(
    (command, index) => `vrrp_script ${nameOf(index)} {\n    script "${command}"\n    interval 1\n    timeout 1\n}`,
  );
  return configurationOf(
    blocks,
    commands.map((_, index) => nameOf(index)),
  );
}

/** The checks of a configuration, as the daemon reads them. */
export async function checksOf(text: string): Promise<readonly CheckConfig[]> {
  const dir = mkdtempSync(join(tmpdir(), 'vipward-bench-'));
  try {
    const file = join(dir, 'vipward.conf');
    writeFileSync(file, text);
    const { model, untracked, render } = await readConfiguration(file, readerFor({}));
    if (model === undefined) throw new Error(render());
    return [...model.checks, ...untracked];
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** Runs checks as the daemon does, and hears of their results. */
export const runnerFor = (result: CheckListener['result']): CheckRunner =>
  new CheckRunner({ result, health: () => {}, remark: () => {}, recovery: () => {} });
