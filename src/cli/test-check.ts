import { renderSummary } from '../config/render.ts';
import { readConfiguration } from '../daemon/configuration.ts';
import { afterVerdict, type CheckHealth, initialCheckState } from '../health/check-state.ts';
import type { RunRecord } from '../health/outcome.ts';
import { trackInstance } from '../health/track.ts';
import { type Verdict, verdictOf } from '../health/verdict.ts';
import { type CheckConfig, isScriptCheck, type ScriptCheck } from '../model/check.ts';
import type { Model } from '../model/model.ts';
import { askedOf } from '../model/probe.ts';
import { probeFor } from '../probes/probe-for.ts';
import { EXIT_BAD, EXIT_FINE, EXIT_USAGE } from './exit-codes.ts';
import { readerFor, type ReaderOptions } from './options.ts';

export interface TestCheckOptions extends ReaderOptions {
  readonly config: string;
  readonly json?: true;
}

interface Tried {
  readonly check: CheckConfig;
  readonly record: RunRecord;
  readonly verdict: Verdict;
  readonly follows: readonly Consequence[];
}

interface Consequence {
  readonly instance: string;
  readonly sum: string;
  readonly faults: readonly string[];
}

/** `vipward test-check`: one run through the daemon's own function. 0 healthy, 1 not, 2 no such check or no model. */
export async function testCheck(name: string, options: TestCheckOptions): Promise<number> {
  const configuration = await readConfiguration(options.config, readerFor(options));
  const { model } = configuration;
  if (model === undefined) {
    console.error(
      `${configuration.render()}\n\n${name} was not run: ${renderSummary(configuration.diagnostics)} in ${options.config}`,
    );
    return EXIT_USAGE;
  }
  const check = model.checks.find((each) => each.name === name);
  if (check === undefined) {
    const names = model.checks.map((each) => each.name).join(', ') || 'none';
    console.error(`there is no check "${name}" in ${options.config}; there are: ${names}`);
    return EXIT_USAGE;
  }
  const run = await probeFor(check, model.scriptSecurity).start(0);
  const record = await run.settled;
  const verdict = verdictOf(record.outcome, record.summary);
  const tried = { check, record, verdict, follows: consequences(model, check, verdict) };
  console.log(options.json === true ? JSON.stringify(tried, null, 2) : triedText(tried));
  await run.gone;
  return verdict.sample === 'success' ? EXIT_FINE : EXIT_BAD;
}

const good = (name: string): CheckHealth => ({ check: name, health: 'up', blame: 'none', reason: 'taken as good' });

/** What each instance would make of this result if it lasted, every other check and interface being good. */
function consequences(model: Model, check: CheckConfig, verdict: Verdict): readonly Consequence[] {
  const lasting: CheckConfig = { ...check, firstResult: 'decides' };
  const tried = afterVerdict(initialCheckState(lasting), verdict, lasting).health;
  return model.instances
    .filter((instance) => instance.trackedChecks.some((tracked) => tracked.name === check.name))
    .map((instance) => {
      const tracking = trackInstance(
        instance,
        (name) => (name === check.name ? tried : good(name)),
        () => 'up',
      );
      return { instance: instance.name, sum: tracking.sum, faults: tracking.faults };
    });
}

function triedText({ check, record, verdict, follows }: Tried): string {
  const blame = { none: '', service: ' (the service is bad)', checker: ' (the check itself is broken)' }[verdict.blame];
  return [
    `check    ${check.name}, every ${check.intervalMs} ms, limit ${check.timeoutMs} ms`,
    ...(isScriptCheck(check) ? scriptText(check, record) : [`asks     ${askedOf(check.probe)}`]),
    `took     ${record.durationMs.toFixed(1)} ms`,
    `outcome  ${JSON.stringify(record.outcome)}`,
    `verdict  ${verdict.sample === 'success' ? 'healthy' : 'NOT HEALTHY'}: ${verdict.reason}${blame}`,
    ...follows.flatMap(({ instance, sum, faults }) => [
      `then     ${instance}: ${sum}, if all else is good`,
      ...faults.map((fault) => `         ${instance} goes to FAULT: ${fault}`),
    ]),
  ].join('\n');
}

function scriptText({ probe }: ScriptCheck, { stdout, stderr }: RunRecord): readonly string[] {
  return [
    `user     ${probe.user === 'daemon' ? 'the daemon’s own user' : probe.user.user}`,
    ...probe.argv.map((argument, index) => `argv[${index}]  ${JSON.stringify(argument)}`),
    ...outputText('stdout', stdout),
    ...outputText('stderr', stderr),
  ];
}

function outputText(name: string, { head, tail, bytes }: RunRecord['stdout']): readonly string[] {
  if (bytes === 0) return [`${name}   nothing`];
  const text = tail === '' ? head : `${head}\n…\n${tail}`;
  return [
    `${name}   ${bytes} bytes:`,
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `  | ${line}`),
  ];
}
