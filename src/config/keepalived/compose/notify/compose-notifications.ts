import type { RunAs } from '../../../../model/instance.ts';
import type { FifoConfig, MailConfig, OnceScript } from '../../../../model/notifications.ts';
import type { Report } from '../../../diagnostic.ts';
import type { BlockSettings } from '../../block/block-settings.ts';
import { numberOf, reportMissing, reportSurplus } from '../../block/values.ts';
import type { Token } from '../../read/tokens.ts';
import { readHook } from '../compose-command.ts';
import { runAs, umaskOf } from '../compose-global.ts';
import { type FifoDraft, type HookDraft, type NotificationsDraft, scriptOf } from '../draft.ts';

const MS_PER_S = 1000;
const FIFO_MODE = 0o644;
const SMTP_PORT = 25;
const PORT_MAX = 65_535;

/** `keepalived-conf.md` 2.2. */
export function readNotifications(globals: BlockSettings, user: RunAs, report: Report): NotificationsDraft {
  const owner = { name: 'global_defs', user };
  const hooks: HookDraft[] = [];
  const hook = (keyword: string): HookDraft | undefined => {
    const found = readHook(globals, keyword, owner, report);
    if (found !== undefined) hooks.push(found);
    return found;
  };
  const once = (keyword: string): OnceScript | 'none' => {
    const found = hook(keyword);
    const timeoutMs = (globals.number(`${keyword}_timeout`) ?? 10) * MS_PER_S;
    return found === undefined ? 'none' : { script: scriptOf(found), timeoutMs };
  };
  const mode = FIFO_MODE & ~umaskOf(globals);
  const pipes = (['notify_fifo', 'vrrp_notify_fifo'] as const).flatMap((keyword) => {
    const fifo = readFifo(globals, keyword, report);
    const reader = hook(`${keyword}_script`);
    if (fifo === undefined) return [];
    const config: FifoConfig = {
      path: fifo.path,
      owner: fifo.owner,
      mode,
      reader: reader === undefined ? 'none' : scriptOf(reader),
    };
    return [{ ...fifo, config }];
  });
  return {
    hooks,
    fifos: pipes,
    config: {
      fifos: pipes.map(({ config }) => config),
      onReload: globals.has('fifo_write_vrrp_states_on_reload') ? 'states' : 'silent',
      mail: readMail(globals, report),
      startup: once('startup_script'),
      shutdown: once('shutdown_script'),
    },
  };
}

/** `notify_fifo PATH [USER [GROUP]]`. */
function readFifo(globals: BlockSettings, keyword: string, report: Report): FifoDraft | undefined {
  const entry = globals.entry(keyword);
  if (entry === undefined) return undefined;
  const [path, user, group, ...rest] = entry.node.args;
  if (path === undefined) {
    reportMissing(entry.setting, entry.node.keyword, report);
    return undefined;
  }
  reportSurplus(rest, report);
  if (isUnresolved([path, user, group])) return undefined;
  if (!path.text.startsWith('/')) {
    report('CONF-306', path.span, `"${path.text}" is not an absolute path`, { severity: 'error' });
  }
  const owner =
    user === undefined ? 'daemon' : runAs({ user: user.text, ...(group === undefined ? {} : { group: group.text }) });
  return { path: path.text, span: path.span, owner, ...(user === undefined ? {} : { ownerSpan: user.span }) };
}

const isUnresolved = (tokens: readonly (Token | undefined)[]): boolean =>
  tokens.some((token) => token?.kind === 'unresolved');

/** Without a server and recipients nothing is sent, as with keepalived; a rule says so. */
function readMail(globals: BlockSettings, report: Report): MailConfig | 'none' {
  const to = globals.lines('notification_email').flatMap(({ keyword, args }) => [keyword, ...args]);
  const server = readServer(globals, report);
  if (server === undefined || to.length === 0) return 'none';
  return {
    ...server,
    to: to.map(({ text }) => text),
    from: globals.text('notification_email_from') ?? 'host',
    helo: globals.text('smtp_helo_name') ?? 'host',
    connectTimeoutMs: Math.max(1, globals.number('smtp_connect_timeout') ?? 30) * MS_PER_S,
    faults: globals.has('no_email_faults') ? 'silent' : 'told',
  };
}

/** `smtp_server HOST [PORT]`. */
function readServer(globals: BlockSettings, report: Report): Pick<MailConfig, 'host' | 'port'> | undefined {
  const entry = globals.entry('smtp_server');
  if (entry === undefined) return undefined;
  const [host, port, ...rest] = entry.node.args;
  if (host === undefined) {
    reportMissing(entry.setting, entry.node.keyword, report);
    return undefined;
  }
  reportSurplus(rest, report);
  if (isUnresolved([host, port])) return undefined;
  if (!/^[\w.:-]+$/.test(host.text)) report('CONF-206', host.span, `"${host.text}" is neither an address nor a name`);
  const number = port === undefined ? SMTP_PORT : numberOf(port, 'integer', report);
  if (port !== undefined && number !== undefined && (number < 1 || number > PORT_MAX)) {
    report('CONF-202', port.span, `the port must be 1 to ${PORT_MAX}`);
  }
  return { host: host.text, port: number ?? SMTP_PORT };
}
