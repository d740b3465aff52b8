import { renderSummary } from '../config/render.ts';
import { readConfiguration } from '../daemon/configuration.ts';
import { type CheckHealth, notHeardOf, worthOfGood } from '../health/check-health.ts';
import { afterEvent, healthOf, initialCheckState } from '../health/check-state.ts';
import { checksBehind, withGroups } from '../health/group.ts';
import { type Judgement, judgeRun } from '../health/judgement.ts';
import type { RunRecord } from '../health/outcome.ts';
import { trackInstance } from '../health/track.ts';
import type { Verdict } from '../health/verdict.ts';
import { type CheckConfig, isScriptCheck, type ScriptCheck } from '../model/check.ts';
import type { Model } from '../model/model.ts';
import { askedOf } from '../model/probe.ts';
import { probeFor } from '../probes/probe-for.ts';
import { EXIT_BAD, EXIT_FINE, EXIT_USAGE } from './exit-codes.ts';
import { defaultConfigId } from './options.ts';

export interface TestCheckOptions {
  readonly config: string;
  readonly configId?: string;
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
  const configuration = await readConfiguration(options.config, options.configId ?? defaultConfigId());
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
  const judgement = judgeRun(record, check);
  const { verdict } = judgement;
  const tried = { check, record, verdict, follows: consequences(model, check, judgement) };
  console.log(options.json === true ? JSON.stringify(tried, null, 2) : triedText(tried));
  await run.gone;
  return verdict.sample === 'success' ? EXIT_FINE : EXIT_BAD;
}

/** A check as it is when nothing is wrong. */
const good = (check: CheckConfig): CheckHealth => ({
  ...notHeardOf(check.name),
  health: 'up',
  reason: 'taken as good',
  worth: worthOfGood(check),
});

/** What each instance would make of this result if it lasted, every other check and interface being good. */
function consequences(model: Model, check: CheckConfig, judgement: Judgement): readonly Consequence[] {
  const lasting: CheckConfig = { ...check, firstResult: 'decides', initial: 'unknown' };
  const state = afterEvent(initialCheckState(lasting, 0), { type: 'judged', judgement }, lasting, 0);
  const others = new Map(model.checks.map((each) => [each.name, good(each)]));
  const health = withGroups(model.groups, (name) =>
    name === check.name ? healthOf(state, lasting, 0) : (others.get(name) ?? notHeardOf(name)),
  );
  return model.instances
    .filter(({ trackedChecks }) => {
      const names = trackedChecks.map(({ name }) => name);
      return checksBehind(names, model.groups).has(check.name);
    })
    .map((instance) => {
      const tracking = trackInstance(instance, health, () => 'up');
      return { instance: instance.name, sum: tracking.sum, faults: tracking.faults.map(({ reason }) => reason) };
    });
}

function triedText({ check, record, verdict, follows }: Tried): string {
  const blame = { none: '', service: ' (the service is bad)', checker: ' (the check itself is broken)' }[verdict.blame];
  return [
    `check    ${check.name}, every ${check.intervalMs} ms, limit ${check.timeoutMs} ms`,
    ...(isScriptCheck(check) ? scriptText(check, record) : [`asks     ${askedOf(check.probe)}`]),
    `took     ${record.durationMs.toFixed(1)} ms`,
    `outcome  ${JSON.stringify(record.outcome)}`,
    `verdict  ${VERDICT_WORDS[verdict.level]}: ${verdict.reason}${blame}`,
    ...follows.flatMap(({ instance, sum, faults }) => [
      `then     ${instance}: ${sum}, if all else is good`,
      ...faults.map((fault) => `         ${instance} goes to FAULT: ${fault}`),
    ]),
  ].join('\n');
}

const VERDICT_WORDS: Readonly<Record<Verdict['level'], string>> = {
  ok: 'healthy',
  warn: 'healthy, with a warning',
  bad: 'NOT HEALTHY',
  none: 'NOT HEALTHY',
};

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
