import type { Tracked } from '../../../model/instance.ts';
import type { Model } from '../../../model/model.ts';
import type { Report } from '../../diagnostic.ts';
import type { UserLookup } from '../../host-facts.ts';
import type { Span } from '../../source.ts';
import type { Node } from '../tree.ts';
import { type Audience, BlockSettings, readSettings } from '../block/block-settings.ts';
import { composeNativeCheck, composeScriptCheck } from './compose-check.ts';
import { defaultUser, globalModel, umaskOf } from './compose-global.ts';
import { composeGroup } from './compose-group.ts';
import { composeInstance } from './compose-instance.ts';
import type { CheckDraft, Draft, GroupDraft, InstanceDraft, TrackedDraft } from './draft.ts';
import { groupsByMember } from './draft.ts';

const TRACKERS = {
  vrrp_track_process: 'track_process',
  track_file: 'track_file',
  vrrp_track_file: 'track_file',
} as const;

/** The tree of a file to what it says, block by block. Global settings hold for all blocks, wherever they stand. */
export function composeDraft(tree: readonly Node[], users: UserLookup | undefined, audience: Audience): Draft {
  const { report } = audience;
  const root = readSettings(tree, 'root', audience);
  const order = new Map<Node, number>();
  for (const [index, node] of tree.entries()) if (node.block !== undefined) order.set(node, index);
  const at = (node: Node): number => order.get(node) ?? 0;
  const globals = new BlockSettings();
  const globalBlocks: { order: number; settings: BlockSettings }[] = [];
  for (const { node } of root.entries('global_defs')) {
    readSettings(node.block?.children ?? [], 'global_defs', audience, globals);
    globalBlocks.push({
      order: at(node),
      settings: readSettings(node.block?.children ?? [], 'global_defs', SILENT),
    });
  }
  const user = defaultUser(globals, users);
  const defaults = { user, umask: umaskOf(globals) };
  const blocks = (keyword: string): readonly Node[] => root.entries(keyword).map(({ node }) => node);
  const checks = [
    ...blocks('vrrp_script').map((node) => composeScriptCheck(node, at(node), defaults, audience)),
    ...blocks('check').map((node) => composeNativeCheck(node, at(node), audience)),
  ];
  const instances = blocks('vrrp_instance').map((node) =>
    composeInstance(node, at(node), { globals, defaultUser: user }, audience),
  );
  const groups = blocks('vrrp_sync_group').map((node) => composeGroup(node, at(node), audience));
  return {
    globals,
    globalBlocks,
    checks: unique(present(checks), 'CONF-115', report),
    instances: unique(present(instances), 'CONF-114', report),
    groups: unique(present(groups), 'CONF-114', report),
    otherTrackers: readOtherTrackers(root, audience),
  };
}

const SILENT: Audience = { report: () => undefined, advice: () => 'brief' };

const present = <T>(list: readonly (T | undefined)[]): T[] => list.filter((item) => item !== undefined);

type Named = CheckDraft | InstanceDraft | GroupDraft;

function unique<T extends Named>(list: readonly T[], code: 'CONF-114' | 'CONF-115', report: Report): T[] {
  const first = new Map<string, Span>();
  return list.filter(({ name, nameSpan }) => {
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, nameSpan);
      return true;
    }
    const tail = code === 'CONF-115' ? '; only the first is used' : '';
    report(code, nameSpan, `"${name}" is already defined${tail}`, {
      related: [{ span: before, message: 'first defined here' }],
    });
    return false;
  });
}

/** Process and file trackers are judged by the table, and not carried out in this release. */
function readOtherTrackers(root: BlockSettings, audience: Audience): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const [keyword, block] of Object.entries(TRACKERS)) {
    const known = names.get(block) ?? new Set();
    names.set(block, known);
    for (const { node } of root.entries(keyword)) {
      readSettings(node.block?.children ?? [], block === 'track_file' ? 'track_file' : 'vrrp_track_process', audience);
      const [name] = node.args;
      if (name === undefined) continue;
      if (known.has(name.text))
        audience.report('CONF-115', name.span, `"${name.text}" is already defined; only the first is used`);
      known.add(name.text);
      audience.report('CONF-803', node.keyword.span, `"${keyword}" comes in a later release, ignored`);
    }
  }
  return names;
}

/** The model of a draft without errors. Checks that nobody tracks are left out. */
export function modelOf(draft: Draft, fallbackRouterId: string): Model {
  const checks = new Map(draft.checks.map((check) => [check.name, check]));
  const memberOf = groupsByMember(draft.groups);
  const instances = draft.instances.map((instance) => {
    const groups = memberOf.get(instance.name) ?? [];
    const lines = withoutRepeats([...instance.trackedChecks, ...groups.flatMap((group) => group.trackedChecks)]);
    const links = withoutRepeats([
      ...instance.trackedInterfaces,
      ...groups.flatMap((group) => group.trackedInterfaces),
    ]);
    const others = links.filter(
      ({ name }) => name !== instance.config.interface || instance.config.trackPrimary === 'ignore',
    );
    return {
      ...instance.config,
      trackedChecks: lines.map((line) => trackedOf(line, checks.get(line.name))),
      trackedInterfaces: others.map((line) => trackedOf(line, undefined)),
    };
  });
  const tracked = new Set(instances.flatMap((instance) => instance.trackedChecks.map(({ name }) => name)));
  return {
    ...globalModel(draft.globals, fallbackRouterId),
    instances,
    checks: draft.checks.filter(({ name }) => tracked.has(name)).map(({ config }) => config),
    groups: [],
  };
}

function withoutRepeats(lines: readonly TrackedDraft[]): TrackedDraft[] {
  const byName = new Map<string, TrackedDraft>();
  for (const line of lines) if (!byName.has(line.name)) byName.set(line.name, line);
  return [...byName.values()];
}

function trackedOf({ name, weight, reverse }: TrackedDraft, check: CheckDraft | undefined): Tracked {
  return {
    name,
    weight: weight ?? check?.weight ?? 0,
    warnWeight: 'weight',
    reverse: reverse ?? check?.reverse ?? 'normal',
  };
}
