import { loadCluster } from './cluster/load-cluster.ts';
import { Findings } from './diagnostic.ts';
import { composeDraft } from './keepalived/compose/compose.ts';
import { readConfiguration } from './keepalived/read/reader.ts';
import { buildTree } from './keepalived/tree.ts';
import { type Loaded, type LoadOptions, NOTHING_LOADED, type Outcome, outcomeOf, placeIn } from './loaded.ts';
import { judgeHost } from './rules/host.ts';
import { judgeDraft } from './rules/rules.ts';
import { clusterSettingsOf } from './settings/cluster.ts';
import { settingIn } from './settings/table.ts';

export { type ClusterOptions, type Loaded, type LoadOptions, placeIn, type Program } from './loaded.ts';

/**
 * Reads a configuration with its includes: the model, and all diagnostics at once. The file is a cluster file by its name
 * or its text, else a keepalived.conf. Pure; never throws on any text. Source: `keepalived-conf.md` 1 to 3, 5 and 6.
 */
export function loadConfiguration(options: LoadOptions): Loaded {
  const { cluster } = options;
  if (cluster === undefined) return loadKeepalived(options);
  const text = options.readText(options.file);
  const language = languageOf(options.file, text.ok ? text.value : '');
  return language === 'cluster' ? loadCluster({ ...options, cluster }) : loadKeepalived(options);
}

/** Which front end reads a file: by its extension, else by the first line that says something. */
export function languageOf(file: string, text: string): 'keepalived' | 'cluster' {
  if (/\.ya?ml$/i.test(file)) return 'cluster';
  const first = /^(?![ \t]*(?:#|$)).+/m.exec(text.replace(/^\ufeff/, ''))?.[0] ?? '';
  if (/^(?:---\s*$|%YAML )/.test(first)) return 'cluster';
  // In keepalived.conf no keyword ends in a colon.
  const key = /^(\w+):(?:\s|$)/.exec(first)?.[1] ?? '';
  return settingIn('root', key) !== undefined || OWN_KEYS.includes(key) ? 'cluster' : 'keepalived';
}

const OWN_KEYS = [...clusterSettingsOf('root').map(({ keyword }) => keyword), 'allow'];

function loadKeepalived(options: LoadOptions): Loaded {
  const findings = new Findings();
  const report = findings.reporter('text');
  const read = readConfiguration({ ...options, report });
  const place = placeIn(read.files);
  const finish = (found: Outcome): Loaded => {
    const names = [options.file, ...read.files.map(({ name }) => name)];
    return { ...found, diagnostics: findings.list(names), files: read.files, node: undefined };
  };
  if (read.outcome === 'nothing') return finish(NOTHING_LOADED);
  const tree = buildTree(read.statements, { report, place });
  const advice = (): 'brief' | 'full' => (findings.full ? 'brief' : 'full');
  const draft = composeDraft(tree, { users: options.host?.users, files: options }, { report, advice });
  judgeDraft(draft, { report, file: options.file });
  if (options.host !== undefined) judgeHost(draft, options.host, findings.reporter('host'));
  return finish(outcomeOf(draft, findings.textErrors ? 'invalid' : 'valid', options.configId));
}
