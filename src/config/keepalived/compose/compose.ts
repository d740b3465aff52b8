import type { Report } from '../../diagnostic.ts';
import type { UserLookup } from '../../host-facts.ts';
import type { Span } from '../../source.ts';
import type { Node } from '../tree.ts';
import { type Audience, BlockSettings, readSettings } from '../block/block-settings.ts';
import { composeCheckGroup } from './checks/compose-check-group.ts';
import { composeNativeCheck, composeScriptCheck } from './checks/compose-check.ts';
import { composeFileTracker, composeProcessTracker } from './checks/trackers.ts';
import { defaultUser, umaskOf } from './compose-global.ts';
import { composeGroup } from './compose-group.ts';
import { readNotifications } from './notify/compose-notifications.ts';
import { composeInstance } from './compose-instance.ts';
import { composePacing, interfacesNamed, readLinks } from './host/links.ts';
import { RoutingNames, type TextFiles } from './host/names.ts';
import { composeTrackGroup, readStatics } from './host/statics.ts';
import type { CheckDraft, CheckGroupDraft, Draft, NameSpace } from './draft.ts';

/** The tree of a file to what it says, block by block. Global settings hold for all blocks, wherever they stand. */
export function composeDraft(
  tree: readonly Node[],
  { users, files }: { readonly users: UserLookup | undefined; readonly files: TextFiles },
  audience: Audience,
): Draft {
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
  const names = new RoutingNames(files, globals);
  const defaults = { user, umask: umaskOf(globals), timeZone: globals.text('time_zone') ?? 'UTC' };
  const blocks = (keyword: string): readonly Node[] => root.entries(keyword).map(({ node }) => node);
  const checks = [
    ...blocks('vrrp_script').map((node) => composeScriptCheck(node, at(node), defaults, audience)),
    ...blocks('check').map((node) => composeNativeCheck(node, at(node), defaults, audience)),
    ...blocks('vrrp_track_process').map((node) => composeProcessTracker(node, at(node), audience)),
    ...[...blocks('track_file'), ...blocks('vrrp_track_file')].map((node) =>
      composeFileTracker(node, at(node), audience),
    ),
  ];
  const checkGroups = blocks('check_group').map((node) => composeCheckGroup(node, at(node), audience));
  const trackables = unique(present([...checks, ...checkGroups]), 'CONF-115', report);
  const instances = blocks('vrrp_instance').map((node) =>
    composeInstance(node, at(node), { globals, defaultUser: user, names }, audience),
  );
  const groups = blocks('vrrp_sync_group').map((node) => composeGroup(node, at(node), user, audience));
  return {
    daemonName: daemonNameOf(root, report),
    globals,
    notifications: readNotifications(globals, user, report),
    globalBlocks,
    statics: readStatics(root, globals, { names, report }),
    links: readLinks(root, present(instances), report),
    pacing: blocks('garp_group').map((node) => composePacing(node, audience)),
    linkNames: interfacesNamed(root),
    trackGroups: present(blocks('track_group').map((node) => composeTrackGroup(node, audience))),
    checks: withModelNames(trackables),
    checkGroups: trackables.filter((one) => one.kind === 'group'),
    instances: unique(present(instances), 'CONF-114', report),
    groups: unique(present(groups), 'CONF-114', report),
  };
}

/** It becomes a part of file names. */
function daemonNameOf(root: BlockSettings, report: Report): string | 'none' {
  const [name, span] = [root.text('instance'), root.span('instance')];
  if (name === undefined || span === undefined) return 'none';
  if (/^[\w.-]+$/.test(name) && name !== 'none') return name;
  report('CONF-212', span, `instance "${name}": use letters, digits, . - and _`, { help: 'such as instance blue' });
  return 'none';
}

const SILENT: Audience = { report: () => undefined, advice: () => 'brief' };

const present = <T>(list: readonly (T | undefined)[]): T[] => list.filter((item) => item !== undefined);

interface Named {
  readonly name: string;
  readonly nameSpan: Span;
  readonly space?: NameSpace;
}

function unique<T extends Named>(list: readonly T[], code: 'CONF-114' | 'CONF-115', report: Report): T[] {
  const first = new Map<string, Span>();
  return list.filter(({ name, nameSpan, space = '' }) => {
    const before = first.get(`${space} ${name}`);
    if (before === undefined) {
      first.set(`${space} ${name}`, nameSpan);
      return true;
    }
    const tail = code === 'CONF-115' ? '; only the first is used' : '';
    report(code, nameSpan, `"${name}" is already defined${tail}`, {
      related: [{ span: before, message: 'first defined here' }],
    });
    return false;
  });
}

/** keepalived keeps the names of processes and files apart from those of scripts; in the model all differ. */
function withModelNames(trackables: readonly (CheckDraft | CheckGroupDraft)[]): CheckDraft[] {
  const taken = new Set(trackables.filter(({ space }) => space === 'check').map(({ name }) => name));
  return trackables.flatMap((check) => {
    if (check.kind === 'group') return [];
    if (check.space === 'check') return [check];
    let name = check.name;
    while (taken.has(name)) name = `${check.space}:${name}`;
    taken.add(name);
    return [{ ...check, config: { ...check.config, name } }];
  });
}
