/** Entry of the `vipward` command. Each command's code is loaded only when it runs. */
import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { EXIT_FINE, EXIT_USAGE } from './exit-codes.ts';
import { DEFAULT_CONFIG, DEFAULT_RUNTIME_DIR, DEFAULT_STATE_DIR } from './options.ts';

/** Both bundles lie side by side. */
const DATAPLANE_BUNDLE = join(__dirname, 'dataplane.cjs');

const { version } = packageJson;

type Example = `vipward ${string}`;

function command(program: Command, name: string, description: string, example: Example): Command {
  const made = program.command(name).description(description).addHelpText('after', `\nExample:\n  ${example}`);
  return made.configureOutput({ outputError: (text, write) => write(withMeantOption(text, made)) });
}

/** Commander suggests what is misspelt by a letter or two, and not what is cut short: `--runtime`. */
function withMeantOption(text: string, { options }: Command): string {
  const written = /unknown option '(--[\w-]+)'/.exec(text)?.[1];
  const meant = options.find(({ long }) => written !== undefined && long?.startsWith(written) === true);
  return meant === undefined || text.includes('Did you mean') ? text : `${text}(Did you mean ${meant.long}?)\n`;
}

const configOption = (): Option =>
  new Option('-c, --config <file>', 'configuration file: keepalived.conf, or a cluster file (YAML)').default(
    DEFAULT_CONFIG,
  );
const configIdOption = (): Option =>
  new Option('-i, --config-id <id>', 'name that `@name` lines are compared with').default(undefined, 'the host name');
const nodeOption = (): Option =>
  new Option('--node <name>', 'which node of a cluster file this host is').default(
    undefined,
    'VIPWARD_NODE, else by host name, else by address',
  );
const runtimeDirOption = (): Option =>
  new Option('--runtime-dir <dir>', 'folder of the control socket').default(DEFAULT_RUNTIME_DIR);
const stateDirOption = (): Option =>
  new Option('--state-dir <dir>', 'folder of the history').default(DEFAULT_STATE_DIR);
const jsonOption = (): Option => new Option('--json', 'print JSON');

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It has to be a whole number from 1 on.');
  return value;
}

/** Runs a command and leaves with its exit code, when all output is written. */
function leaveWith(exitCode: Promise<number>): Promise<void> {
  return exitCode.then((code) => void (process.exitCode = code));
}

function addDaemonCommands(program: Command): void {
  command(program, 'run', 'the daemon, in the foreground', 'vipward run --config /etc/keepalived/keepalived.conf')
    .addOption(configOption())
    .addOption(configIdOption())
    .addOption(nodeOption())
    .addOption(runtimeDirOption())
    .addOption(stateDirOption())
    .addOption(new Option('--log-format <format>', 'form of the log').choices(['pretty', 'json']).default('pretty'))
    .addOption(
      new Option('--log-level <level>', 'least level').choices(['error', 'warn', 'info', 'debug']).default('info'),
    )
    .action(async (options) => {
      const { run } = await import('./run.ts');
      process.exit(await run({ ...options, version, dataplaneBundle: DATAPLANE_BUNDLE }));
    });
  command(program, 'status', 'who holds what and why, and what the checks say', 'vipward status')
    .addOption(runtimeDirOption())
    .addOption(jsonOption())
    .action(async (options) => leaveWith((await import('./status.ts')).status(options)));
  command(program, 'reload', 'read the configuration again; a bad file changes nothing', 'vipward reload --dry-run')
    .addOption(runtimeDirOption())
    .option('--dry-run', 'say what would change, and change nothing')
    .addOption(jsonOption())
    .action(async (options) => leaveWith((await import('./reload.ts')).reload(options)));
  const maintained = command(
    program,
    'maintenance',
    'take this node or one check out of the decision, always with an end',
    'vipward maintenance on --check nginx --for 30m --note "new certificate"',
  );
  for (const action of ['on', 'off', 'list'] as const) addMaintenance(maintained, action);
  command(program, 'stop', 'hand over, remove the VIPs and end the daemon', 'vipward stop')
    .addOption(runtimeDirOption())
    .action(async (options) => leaveWith((await import('./stop.ts')).stop(options)));
}

const MAINTENANCE = { on: 'begin, or change its end', off: 'end before its time', list: 'what is in force' } as const;

function addMaintenance(parent: Command, action: keyof typeof MAINTENANCE): void {
  const sub = parent.command(action).description(MAINTENANCE[action]).addOption(runtimeDirOption());
  if (action !== 'list') sub.option('--check <name>', 'of this check; without it, of the whole node');
  if (action === 'on') sub.option('--for <time>', 'how long: 90s, 30m, 2h, at most 7d').option('--note <text>', 'why');
  sub
    .addOption(jsonOption())
    .action(async (options) => leaveWith((await import('./maintenance.ts')).maintenance(action, options)));
}

function addHistoryCommand(program: Command): void {
  command(
    program,
    'history',
    'what failed and who took over: when, and why; also while no daemon runs',
    'vipward history --since 12h --summary',
  )
    .option('--since <time>', 'how far back: 30m, 12h, 2d, or a time such as 2026-01-31T22:00', '1d')
    .option('--instance <name>', 'of this instance')
    .option('--check <name>', 'of this check')
    .addOption(
      new Option('--summary', 'for each check: how often and how long it was down').conflicts(['follow', 'instance']),
    )
    .option('--follow', 'go on with what happens from now on')
    .addOption(stateDirOption())
    .addOption(jsonOption())
    .action(async (options) => leaveWith((await import('./history/history.ts')).history(options)));
}

function addCaptureCommand(program: Command): void {
  command(
    program,
    'capture',
    'who sends VRRP on this network or in a capture file, whom this node refuses and why',
    'vipward capture -i eth0 --for 10s',
  )
    .addOption(new Option('-i, --interface <name...>', 'listen on these, not on all interfaces').conflicts('pcap'))
    .option('--pcap <file>', 'read a pcap or pcapng file, - for the standard input, instead of listening')
    .option('-c, --config <file>', `configuration of the node that judges (${DEFAULT_CONFIG} when it is there)`)
    .addOption(new Option('--config-id <id>', 'name that `@name` lines are compared with'))
    .addOption(nodeOption())
    .addOption(new Option('--for <time>', 'end after it: 10s, 5m; without it Ctrl-C ends').conflicts('pcap'))
    .option('--all', 'a line for each packet, not only for what changes')
    .addOption(jsonOption())
    .action(async (options) => leaveWith((await import('./capture/capture.ts')).capture(options)));
}

function addFileCommands(program: Command): void {
  command(
    program,
    'validate',
    'every fault of a configuration at once, with its fix',
    'vipward validate keepalived.conf',
  )
    .argument('[file]', 'configuration file', DEFAULT_CONFIG)
    .addOption(configIdOption())
    .addOption(nodeOption())
    .option('--strict', 'warnings fail too')
    .addOption(jsonOption())
    .action(async (file, options) => leaveWith((await import('./validate.ts')).validate(file, options)));
  command(program, 'test-check', 'run one check exactly as the daemon would', 'vipward test-check chk_nginx')
    .argument('<name>', 'name of the check')
    .addOption(configOption())
    .addOption(configIdOption())
    .addOption(nodeOption())
    .option('--times <n>', 'run it so many times, one after the other', positiveNumber, 1)
    .option('--login-shell', 'run it once more as in your own login shell, and say what differs')
    .option('--force-timeout', 'with a time limit of 0.1 s: does it end on SIGTERM, does it say 0 then?')
    .option('--blackhole', 'in a network in which every peer is silent: does it end in time? Needs root')
    .option('--disk-full', 'as if no file could be written')
    .addOption(jsonOption())
    .action(async (name, options) => leaveWith((await import('./test-check/test-check.ts')).testCheck(name, options)));
  command(program, 'once', 'run every check once and say it as a Nagios plugin does: 0, 2 or 3', 'vipward once')
    .addOption(configOption())
    .addOption(configIdOption())
    .addOption(nodeOption())
    .addOption(jsonOption())
    .action(async (options) => leaveWith((await import('./once.ts')).once(options)));
  command(
    program,
    'demo',
    'two nodes and a client on this machine: kill nginx, watch the VIP move',
    'vipward demo',
  ).action(async () => leaveWith((await import('./demo.ts')).demo()));
}

function vipward(): Command {
  const root = new Command('vipward')
    .description(
      'Runs health checks, turns them into a VRRP priority, and keeps a virtual IP on a host whose service works.',
    )
    .version(version)
    .exitOverride()
    .configureHelp({ sortSubcommands: false });
  addDaemonCommands(root);
  addHistoryCommand(root);
  addCaptureCommand(root);
  addFileCommands(root);
  return root;
}

/** Commander has already printed what is wrong; help and version are no errors. */
function onCommandError(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT_FINE : EXIT_USAGE;
    return;
  }
  // Only a mistake of ours is worth a stack trace.
  if (!(error instanceof Error && 'code' in error && error.code === 'UNUSABLE_HOST')) throw error;
  console.error(error.message);
  process.exitCode = EXIT_USAGE;
}

vipward().parseAsync().catch(onCommandError);
