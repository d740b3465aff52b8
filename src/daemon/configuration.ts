import { readFileSync, statSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { type Diagnostic } from '../config/diagnostic.ts';
import type { ReadFault } from '../config/keepalived/read/include.ts';
import { type ClusterOptions, languageOf, loadConfiguration, placeIn, type Program } from '../config/load.ts';
import { renderText, toJson, type JsonDiagnostic } from '../config/render.ts';
import type { SourceFile } from '../config/source.ts';
import type { CheckConfig } from '../model/check.ts';
import type { NotifyScript, NotifyScripts } from '../model/instance.ts';
import type { IpAddress } from '../model/address.ts';
import type { Model } from '../model/model.ts';
import { err, ok, type Result } from '../model/result.ts';
import { resolveProgram } from '../probes/script/program.ts';
import { lookAtHost, openQuestions } from './host-facts.ts';

/** A configuration as read on this host: what it asks for, and everything that is wrong with it. */
export interface Configuration {
  readonly file: string;
  /** `undefined` when the text holds an error. */
  readonly model: Model | undefined;
  /** Checks that no instance tracks. */
  readonly untracked: readonly CheckConfig[];
  readonly diagnostics: readonly Diagnostic[];
  /** What the checks run, also when the text holds an error. */
  readonly programs: readonly Program[];
  /** All files read, main file first. */
  readonly files: readonly SourceFile[];
  readonly language: ReturnType<typeof languageOf>;
  /** Which node of a cluster file this host is. */
  readonly node: string | undefined;
  /** `FILE:LINE:COLUMN` of a diagnostic. */
  readonly placeOf: (diagnostic: Diagnostic) => string;
  /** All diagnostics as `validate` shows them. */
  readonly render: () => string;
  readonly json: () => readonly JsonDiagnostic[];
}

/** Who reads a configuration: what `@ID` lines and the nodes of a cluster file are compared with. */
export interface Reader extends Omit<ClusterOptions, 'parse'> {
  readonly configId: string;
}

/**
 * Reads a keepalived.conf or a cluster file with its includes and judges it with what this host has. Never rejects.
 * @param ownVips addresses that a running vipward has set: not foreign
 */
export async function readConfiguration(
  file: string,
  reader: Reader,
  ownVips: readonly IpAddress[] = [],
): Promise<Configuration> {
  const { configId } = reader;
  const files = { file, configId, readText, glob: matches, ...(await clusterOptions(file, reader)) };
  const questions = await openQuestions();
  const host = await lookAtHost(questions, loadConfiguration({ ...files, host: questions.facts }), ownVips);
  const { model, untracked, diagnostics, programs, node, files: sources } = loadConfiguration({ ...files, host });
  const position = placeIn(sources);
  return {
    file,
    language: languageOf(file, sources[0]?.text ?? ''),
    model: model === undefined ? undefined : withPrograms(model),
    untracked: untracked.map(withProgram),
    diagnostics,
    programs,
    files: sources,
    node,
    placeOf: ({ span }) => `${span.file}:${position(span).line}:${position(span).column}`,
    render: () => renderText(diagnostics, sources),
    json: () => toJson(diagnostics, sources),
  };
}

/** What a cluster file needs. The parser takes memory, so a daemon that reads keepalived.conf never loads it. */
async function clusterOptions(file: string, { self, environment }: Reader): Promise<{ cluster?: ClusterOptions }> {
  const text = readText(file);
  if (languageOf(file, text.ok ? text.value : '') !== 'cluster') return {};
  const { parseYaml } = await import('./cluster/yaml-text.ts');
  return { cluster: { parse: parseYaml, self, environment } };
}

/** Bare program names become paths here, once, so that what is shown is what runs. */
function withPrograms(model: Model): Model {
  const instances = model.instances.map((instance) => ({ ...instance, notify: withPaths(instance.notify) }));
  const syncGroups = model.syncGroups.map((group) => ({ ...group, notify: withPaths(group.notify) }));
  return { ...model, instances, syncGroups, checks: model.checks.map(withProgram) };
}

const withPath = (script: NotifyScript): NotifyScript => ({ ...script, argv: resolved(script.argv) });

const withPaths = (scripts: NotifyScripts): NotifyScripts =>
  Object.fromEntries(Object.entries(scripts).map(([kind, script]) => [kind, withPath(script)]));

const resolved = ([program = '', ...rest]: readonly string[]): readonly string[] => [resolveProgram(program), ...rest];

function withProgram(check: CheckConfig): CheckConfig {
  const { probe, onChange, recover } = check;
  return {
    ...check,
    probe: probe.kind === 'script' ? { ...probe, argv: resolved(probe.argv) } : probe,
    onChange: onChange === 'none' ? onChange : withPath(onChange),
    recover: recover === 'none' ? recover : { ...recover, run: withPath(recover.run) },
  };
}

/** Sorted, as glob(3) gives them. */
const matches = (pattern: string): readonly string[] => globSync(pattern, { absolute: true, dot: false }).toSorted();

/** keepalived takes regular files without any execute bit only. */
function readText(path: string): Result<string, ReadFault> {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return err('not-regular');
    if ((stats.mode & 0o111) !== 0) return err('executable');
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    return err((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'unreadable');
  }
}
