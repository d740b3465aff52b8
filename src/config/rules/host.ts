import { isScriptCheck } from '../../model/check.ts';
import { devicesOf } from '../../model/host/item.ts';
import type { RunAs } from '../../model/instance.ts';
import { advertCapacity } from '../../vrrp/layout.ts';
import type { Report } from '../diagnostic.ts';
import type { HostFacts } from '../host-facts.ts';
import { type Draft, hooksOf } from '../keepalived/compose/draft.ts';
import type { Span } from '../source.ts';
import { judgeHostAddresses } from './host-addresses.ts';
import { judgeHostScripts } from './host-scripts.ts';

/** Everything that depends on this host: interfaces, addresses, users and script files. */
export function judgeHost(draft: Draft, host: HostFacts, report: Report): void {
  judgeInterfaces(draft, host, report);
  judgeMtu(draft, host, report);
  judgeHostAddresses(draft, host, report);
  judgeUsers(draft, host, report);
  judgeHostScripts(draft, host, report);
  judgeOwnFiles(draft, host, report);
  judgeDates(draft, host, report);
  judgeFifos(draft, host, report);
  judgePasswords(draft, host, report);
}

/** A password is plain text on the wire, and need not be so for every user of the host. Once for each file. */
function judgePasswords({ instances }: Draft, { exposedFiles }: HostFacts, report: Report): void {
  const said = new Set<string>();
  for (const { settings } of instances) {
    const line = settings.lines('authentication').find(({ keyword }) => keyword.text === 'auth_pass');
    const file = line?.keyword.span.file;
    if (line === undefined || file === undefined || !exposedFiles.has(file) || said.has(file)) continue;
    said.add(file);
    const help = `chmod 600 ${file}`;
    report('CONF-902', line.keyword.span, `everybody on this host can read the password in ${file}`, { help });
  }
}

function judgeFifos({ notifications }: Draft, { notFifos }: HostFacts, report: Report): void {
  for (const { path, span } of notifications.fifos) {
    if (notFifos.has(path)) report('CONF-705', span, `${path} exists and is not a FIFO`);
  }
}

/** Patterns that name no dates, or dates that cannot be reckoned in their zone. */
function judgeDates({ checks }: Draft, { dates }: HostFacts, report: Report): void {
  for (const { cron, span } of checks.flatMap(({ times }) => times)) {
    const fact = dates.find((each) => each.cron.pattern === cron.pattern && each.cron.timeZone === cron.timeZone);
    for (const fault of fact?.faults ?? []) report('CONF-382', span, fault);
  }
}

/** What checks read themselves: certificates, and secrets that nobody else may read. */
function judgeOwnFiles({ checks }: Draft, host: HostFacts, report: Report): void {
  for (const { name, path, holds, span } of checks.flatMap((one) =>
    one.ownFiles.map((file) => ({ ...file, name: one.name })),
  )) {
    const state = host.ownFiles.find((fact) => fact.path === path)?.state;
    if (state === 'exposed' && holds === 'secret') {
      report('CONF-340', span, `everybody on this host can read ${path}`, { help: `chmod 600 ${path}` });
    } else if (typeof state === 'object') {
      report('CONF-339', span, `check "${name}" cannot ask: ${state.fault}`);
    }
  }
}

function judgeInterfaces(draft: Draft, host: HostFacts, report: Report): void {
  const { globals, instances, groups, statics } = draft;
  const known = new Set(host.interfaces.map(({ name }) => name));
  const found = host.interfaces.map(({ name }) => name).join(', ');
  const missing = (name: string, place: Span): void => {
    // With the word it was said that this may be so.
    if (globals.has('dynamic_interfaces')) return;
    report('CONF-210', place, `no interface "${name}" on this host`, { help: `found: ${found}` });
  };
  const made = new Set(instances.flatMap(({ config }) => (config.vmac === 'none' ? [] : [config.vmac.name])));
  for (const { item, span } of [...statics, ...instances.flatMap(({ carried }) => carried)]) {
    for (const name of devicesOf(item)) if (!known.has(name) && !made.has(name)) missing(name, span);
  }
  for (const { text, span } of [...draft.linkNames, ...draft.pacing.flatMap(({ named }) => named)]) {
    if (!known.has(text)) missing(text, span);
  }
  for (const { config, settings, vips, excludedVips } of instances) {
    const span = settings.span('interface');
    if (config.interface !== '' && span !== undefined && !known.has(config.interface)) missing(config.interface, span);
    for (const { device, span: place } of [...vips, ...excludedVips]) {
      if (device !== undefined && device !== config.interface && !known.has(device)) missing(device, place);
    }
  }
  for (const { name, span } of [...instances, ...groups].flatMap(({ trackedInterfaces }) => trackedInterfaces)) {
    if (!known.has(name)) {
      report('CONF-613', span, `no interface "${name}" to track`, {
        help: `found: ${found}`,
        note: 'keepalived would skip the line',
      });
    }
  }
}

/** An advert must arrive in one piece. */
function judgeMtu({ instances }: Draft, host: HostFacts, report: Report): void {
  for (const { config, vips, name } of instances) {
    const link = host.interfaces.find((each) => each.name === config.interface);
    const room = link === undefined ? Infinity : advertCapacity(config, link.mtuBytes);
    const surplus = config.vips.length > room ? vips[room] : undefined;
    if (link === undefined || surplus === undefined) continue;
    const message = `"${name}" lists ${config.vips.length} addresses, ${link.name} with MTU ${link.mtuBytes} takes ${room}`;
    report('CONF-517', surplus.span, message);
  }
}

function judgeUsers(draft: Draft, host: HostFacts, report: Report): void {
  const judge = (user: RunAs | undefined, span: Span | undefined): void => {
    if (user === undefined || user === 'daemon' || span === undefined) return;
    if (!host.users.has(user.user) && !/^\d+$/.test(user.user)) {
      report('CONF-211', span, `no user "${user.user}" on this host`);
    } else if (user.group !== undefined && host.groups?.has(user.group) === false && !/^\d+$/.test(user.group)) {
      report('CONF-211', span, `no group "${user.group}" on this host`);
    }
  };
  const { globals, checks } = draft;
  const written = globals.user('script_user');
  judge(written, globals.span('script_user'));
  for (const { settings, config } of checks) {
    if (isScriptCheck(config) && settings.has('user')) judge(config.probe.user, settings.span('user'));
  }
  for (const { owner, ownerSpan } of draft.notifications.fifos) judge(owner, ownerSpan);
  for (const { user, userSpan } of hooksOf(draft)) judge(user, userSpan);
}
