import { Findings, type Report } from '../diagnostic.ts';
import { composeDraft } from '../keepalived/compose/compose.ts';
import type { Draft } from '../keepalived/compose/draft.ts';
import {
  type ClusterOptions,
  type Loaded,
  type LoadOptions,
  NOTHING_LOADED,
  type Outcome,
  outcomeOf,
} from '../loaded.ts';
import { judgeHost } from '../rules/host.ts';
import { judgeDraft } from '../rules/rules.ts';
import { allowancesIn, isAllowed } from './allow.ts';
import { type NodeSettings, withDefaults, withDerived } from './nodes/derive.ts';
import { withKnownNodes } from './nodes/known-nodes.ts';
import { settingsFor } from './nodes/override.ts';
import { readNodes } from './nodes/read-nodes.ts';
import { findSelf } from './nodes/self.ts';
import { clusterReport, reportersByNode, type View } from './reporting.ts';
import { judgeNodes, membersOf } from './rules/judge-nodes.ts';
import { readClusterText } from './text/read-files.ts';
import { entryOf, type YamlMap } from './text/value.ts';
import { treeOf } from './tree/block.ts';
import { Secrets } from './tree/secrets.ts';

interface Options extends LoadOptions {
  readonly cluster: ClusterOptions;
}

/** One node's settings, judged. */
interface Drafted {
  readonly name: string;
  readonly draft: Draft;
}

/**
 * Reads a cluster file: the model of the node that this host is, and the diagnostics of all nodes. What the file says for
 * one node becomes the tree that a keepalived.conf becomes, and goes the same way from there. Pure; never throws.
 * Source: `keepalived-conf.md` 6.
 */
export function loadCluster(options: Options): Loaded {
  const findings = new Findings();
  const report = findings.reporter('text');
  const { root, files } = readClusterText({ ...options, parse: options.cluster.parse, report });
  const names = [options.file, ...files.map(({ name }) => name)];
  if (root === undefined) {
    return { ...NOTHING_LOADED, diagnostics: findings.list(names), files, node: undefined };
  }
  const allowances = allowancesIn(root, report);
  const { outcome, node } = new ClusterLoader(options, findings).load(root);
  const diagnostics = findings.list(names).filter((finding) => !isAllowed(finding, allowances));
  return { ...outcome, diagnostics, files, node };
}

class ClusterLoader {
  readonly #options: Options;
  readonly #findings: Findings;
  readonly #report: Report;
  readonly #secrets: Secrets;

  constructor(options: Options, findings: Findings) {
    this.#options = options;
    this.#findings = findings;
    this.#report = findings.reporter('text');
    this.#secrets = new Secrets(options.readText, options.cluster.environment, this.#report);
  }

  /** What the file says for this host, and which of its nodes that is. */
  load(root: YamlMap): { readonly outcome: Outcome; readonly node: string | undefined } {
    const { file, configId, host, cluster } = this.#options;
    const nodes = readNodes(root, this.#report);
    if (nodes.length === 0) {
      const draft = this.#draft(withDefaults(root), this.#judging(this.#report, 'lone'));
      if (host !== undefined) judgeHost(draft, host, this.#judging(this.#findings.reporter('host'), 'lone'));
      return { outcome: this.#outcome({ name: configId, draft }), node: undefined };
    }
    const place = entryOf(root, 'nodes')?.key.span ?? { file, start: 0, end: 0 };
    const self = findSelf(nodes, cluster.self, host?.interfaces ?? [], place, this.#report);
    const settings = withDerived(
      nodes.map((node) => ({ node, root: settingsFor(node, root) })),
      this.#report,
    );
    const drafted = this.#draftAll(settings, self?.name);
    // What stands in for a fault says nothing about the nodes together.
    const members = this.#findings.textErrors ? [] : membersOf(drafted);
    if (settings.length > 1) judgeNodes(members, this.#report);
    const outcome = this.#outcome(drafted.find(({ name }) => name === self?.name));
    const { model } = outcome;
    return {
      outcome: model === undefined ? outcome : { ...outcome, model: withKnownNodes(model, members) },
      node: self?.name,
    };
  }

  /** Who names another machine's node has its address here no more than its VIP. */
  #elsewhere(report: Report, node: string): Report {
    if (this.#options.cluster.self.named !== node) return report;
    const help = `right if this is another machine than "${node}", which --node or VIPWARD_NODE says it is`;
    return (code, span, message, details) => report(code, span, message, code === 'CONF-419' ? { help } : details);
  }

  #outcome(own: Drafted | undefined): Outcome {
    if (own === undefined) return NOTHING_LOADED;
    return outcomeOf(own.draft, this.#findings.textErrors ? 'invalid' : 'valid', own.name);
  }

  /** This host's node is drafted first, so that what is said of it needs no name. */
  #draftAll(settings: readonly NodeSettings[], self: string | undefined): readonly (Drafted & NodeSettings)[] {
    const { host } = this.#options;
    const view: View = settings.length > 1 ? 'cluster' : 'lone';
    const reporterOf = reportersByNode(this.#report);
    const drafts = new Map<string, Draft>();
    for (const { node, root } of settings.toSorted((a, b) => rank(a, self) - rank(b, self))) {
      const draft = this.#draft(root, this.#judging(reporterOf(node.name), view));
      drafts.set(node.name, draft);
      if (host === undefined || node.name !== self) continue;
      judgeHost(draft, host, this.#judging(this.#elsewhere(this.#findings.reporter('host'), node.name), view));
    }
    return settings.flatMap((each) => {
      const draft = drafts.get(each.node.name);
      return draft === undefined ? [] : [{ ...each, name: each.node.name, draft }];
    });
  }

  #draft(root: YamlMap, report: Report): Draft {
    const tree = treeOf(root, { report, secrets: this.#secrets });
    const draft = composeDraft(
      tree,
      { users: this.#options.host?.users, files: this.#options },
      {
        report,
        advice: () => (this.#findings.full ? 'brief' : 'full'),
      },
    );
    judgeDraft(draft, { report, file: this.#options.file });
    return draft;
  }

  #judging(report: Report, view: View): Report {
    return clusterReport(report, view, (text) => this.#secrets.masked(text));
  }
}

const rank = ({ node }: NodeSettings, self: string | undefined): number => (node.name === self ? 0 : 1);
