import { accessSync, constants } from 'node:fs';
import { renderSummary } from '../../config/render.ts';
import type { Configuration } from '../../daemon/configuration.ts';
import { lintScripts } from '../../daemon/script-lint.ts';
import { judgeRun } from '../../health/judgement.ts';
import { limitForScripts } from '../../linux/process.ts';
import type { CheckConfig } from '../../model/check.ts';
import { probeFor } from '../../probes/probe-for.ts';
import type { Probe } from '../../probes/probe.ts';
import { ownLoginShell, runAsIn } from '../../probes/script/login-shell.ts';
import type { PreparedScript } from '../../probes/script/prepared.ts';
import { ScriptProbe } from '../../probes/script/probe.ts';
import { EXIT_BAD, EXIT_FINE, EXIT_USAGE } from '../exit-codes.ts';
import { configurationOf, type ReaderOptions } from '../options.ts';
import { comparisonLines, type ShellRun } from './comparison.ts';
import { consequenceLines, consequences } from './consequences.ts';
import { type Modes, underModes } from './modes.ts';
import { checkLines, runLines, timesLines, type Tried } from './text.ts';

export interface TestCheckOptions extends Modes, ReaderOptions {
  readonly config: string;
  readonly json?: true;
  readonly times: number;
  readonly loginShell?: true;
}

/** `vipward test-check`: runs through the daemon's own function. 0 healthy, 1 not, 2 no such check or no model. */
export async function testCheck(name: string, options: TestCheckOptions): Promise<number> {
  limitForScripts();
  const configuration = await configurationOf(options.config, options);
  const { model } = configuration;
  if (model === undefined) {
    const faults = renderSummary(configuration.diagnostics);
    return refuse(`${configuration.render()}\n\n${name} was not run: ${faults} in ${options.config}`);
  }
  const configured = [...model.checks, ...configuration.untracked].find((each) => each.name === name);
  if (configured === undefined) {
    const names = model.checks.map((each) => each.name).join(', ') || 'none';
    return refuse(`there is no check "${name}" in ${options.config}; there are: ${names}`);
  }
  const login = options.loginShell === true ? await ownLoginShell() : undefined;
  if (login !== undefined && !login.ok) return refuse(login.error);
  // Users are looked up before the network is taken away.
  await prepare(probeFor(configured, model.scriptSecurity));
  const worsened = underModes(configured, options);
  if (!worsened.ok) return refuse(worsened.error);
  const { check, changes } = worsened.value;
  const probe = probeFor(check, model.scriptSecurity);
  const script = await prepare(probe);
  const runs: Tried[] = [];
  for (let run = 0; run < options.times; run += 1) runs.push(await tryOnce(check, probe));
  const [first] = runs;
  if (first === undefined) return EXIT_USAGE;
  const shell =
    login === undefined || script === undefined
      ? undefined
      : await tryInShell(login.value, check, script, writtenProgram(configuration, name) ?? '');
  const follows = consequences(model, check, judgeRun(first.record, check));
  if (options.json === true) {
    const many = options.times > 1 ? { runs } : {};
    const beside = shell === undefined ? {} : { shell: withoutValues(shell) };
    const said = { check, changes, ...first, follows, ...many, ...beside };
    console.log(JSON.stringify(said, null, 2));
  } else {
    const lines = options.times > 1 ? timesLines(runs) : runLines(first);
    const lint = script === undefined ? [] : lintLines(configuration, script);
    const head = [...checkLines(check, script), ...changes.map((change) => `tried    ${change}`)];
    console.log([...head, ...lines, ...consequenceLines(follows), ...lint].join('\n'));
    if (shell !== undefined && script?.ready.ok === true) {
      console.log(comparisonLines(first, script.ready.value.launch, shell, findProgram).join('\n'));
    }
  }
  return runs.every(({ verdict }) => verdict.sample === 'success') ? EXIT_FINE : EXIT_BAD;
}

function refuse(text: string): number {
  console.error(text);
  return EXIT_USAGE;
}

const prepare = async (probe: Probe): Promise<PreparedScript | undefined> =>
  probe instanceof ScriptProbe ? probe.prepared() : undefined;

async function tryOnce(check: CheckConfig, probe: Probe): Promise<Tried> {
  const run = await probe.start(0);
  const record = await run.settled;
  const last = await run.gone;
  return { record, last, verdict: judgeRun(record, check).verdict };
}

/** A bare name is looked up by each in its own PATH. */
const writtenProgram = ({ programs }: Configuration, check: string): string | undefined =>
  programs.find(({ purpose, name }) => purpose === 'check' && name === check)?.argv[0];

async function tryInShell(
  login: ShellRun['login'],
  check: CheckConfig,
  script: PreparedScript,
  written: string,
): Promise<ShellRun> {
  const own = written.includes('/') ? written : findProgram(written, login.environment['PATH'] ?? '');
  const program = own ?? written;
  const run = await runAsIn(login, script, program);
  await run.settled;
  const record = await run.gone;
  return { login, program, record, verdict: judgeRun(record, check).verdict };
}

/** A shell's variables may hold secrets. */
function withoutValues({ login, ...rest }: ShellRun): object {
  const { environment, ...shell } = login;
  return { login: { ...shell, path: environment['PATH'], variables: Object.keys(environment) }, ...rest };
}

/** What the lint says about the text of the script: it sees what the script's own words do not tell. */
function lintLines(configuration: Configuration, { argv }: PreparedScript): readonly string[] {
  const { notices } = lintScripts(configuration);
  const own = notices.filter(({ span, severity }) => argv.includes(span.file) && severity !== 'info');
  return [...new Set(own.map(({ code, message, help }) => `lint     ${code}: ${message} (fix: ${help})`))];
}

function findProgram(name: string, path: string): string | undefined {
  const candidates = path.split(':').map((folder) => `${folder}/${name}`);
  return candidates.find((candidate) => candidate.startsWith('/') && isExecutable(candidate));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
