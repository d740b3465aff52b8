import type { Outcome, RunRecord } from '../../../health/outcome.ts';
import type { Model } from '../../../model/model.ts';
import { SCRIPT_DEFAULTS } from '../../../model/probe.ts';
import type { SystemdProbeConfig } from '../../../model/probe/systemd.ts';
import type { Probe, Run } from '../../probe.ts';
import { type ScriptBasis, ScriptProbe } from '../../script/probe.ts';
import { resolveProgram } from '../../script/program.ts';
import { ASKED_PROPERTIES, judgeUnit, readProperties } from './judge.ts';

/**
 * Asks `systemctl show`, as a script under the contract of scripts: systemd's own program speaks to every version of
 * it, over its private socket too, and the time limit, the clean environment and the words for a program that is
 * missing are there already. A D-Bus client of our own would save the process, and be the larger part of the product.
 */
export class SystemdProbe implements Probe {
  readonly #config: SystemdProbeConfig;
  readonly #script: ScriptProbe;

  constructor(
    basis: ScriptBasis,
    config: SystemdProbeConfig,
    security: Model['scriptSecurity'],
    program = resolveProgram('systemctl'),
  ) {
    this.#config = config;
    const argv = [program, 'show', '--no-pager', `--property=${ASKED_PROPERTIES.join(',')}`, '--', config.unit];
    this.#script = new ScriptProbe(
      { ...basis, probe: { ...SCRIPT_DEFAULTS, kind: 'script', argv, user: 'daemon' } },
      security,
    );
  }

  async start(lateMs: number): Promise<Run> {
    const run = await this.#script.start(lateMs);
    const judged = (record: RunRecord): RunRecord => ({ ...record, outcome: this.#judged(record) });
    return {
      settled: run.settled.then(judged),
      gone: run.gone.then(judged),
      warnings: run.warnings,
      cancel: (by) => run.cancel(by),
      stuck: () => run.stuck(),
    };
  }

  #judged({ outcome, stdout, summary }: RunRecord): Outcome {
    if (outcome.type === 'timedOut') return { ...outcome, during: 'waiting for systemctl' };
    if (outcome.type !== 'exited') return outcome;
    if (outcome.code !== 0) {
      return {
        type: 'probed',
        result: 'broken',
        phase: 'look',
        detail: `systemd cannot be asked: ${summary || `systemctl exits ${outcome.code}`}`,
      };
    }
    return { type: 'probed', phase: 'look', ...judgeUnit(this.#config, readProperties(stdout.head)) };
  }
}
