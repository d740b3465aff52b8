import type { CheckStatus, StatusReport } from '../http/api.ts';
import type { RefusedSender } from '../ipc/messages.ts';
import { callControl } from '../http/client.ts';
import { EXIT_BAD, EXIT_FINE, EXIT_USAGE } from './exit-codes.ts';
import { controlSocketOf } from './options.ts';
import { unreachable } from '../model/result.ts';
import { holderText } from '../vrrp/words.ts';
import { maintenanceTable } from './maintenance.ts';
import { ageText, table } from './table.ts';

/** `vipward status`: 0 when nothing is bad; 1 for a fault, a check that is down, no dataplane; 2: no daemon answers. */
export async function status(options: { readonly runtimeDir: string; readonly json?: true }): Promise<number> {
  const answer = await callControl<StatusReport>(controlSocketOf(options.runtimeDir), 'GET', '/api/v1/status');
  if (!answer.ok) {
    console.error(answer.error);
    return EXIT_USAGE;
  }
  console.log(options.json === true ? JSON.stringify(answer.value, null, 2) : statusText(answer.value));
  return isBad(answer.value) ? EXIT_BAD : EXIT_FINE;
}

const isBad = ({ dataplane, instances, checks }: StatusReport): boolean =>
  dataplane.state === 'restarting' ||
  instances.some(
    ({ state, failing, refused }) =>
      state === 'fault' || failing !== 'no' || (state === 'master' && refused.length > 0),
  ) ||
  checks.some((check) => check.health === 'down');

/** The whole report as text for a terminal, without colours. */
export function statusText(report: StatusReport): string {
  const plane = report.dataplane.state === 'restarting' ? ', DATAPLANE DOWN, restarting' : '';
  const title = `vipward ${report.version}, pid ${report.pid}, up ${ageText(report.nowMs - report.startedAtMs)}, ${report.config} (generation ${report.generation})${plane}`;
  return [
    title,
    ...instancesText(report),
    ...groupsText(report),
    ...checksText(report),
    ...maintenanceText(report),
    ...fifosText(report),
  ].join('\n');
}

/** Nothing for a checker without VRRP. */
function instancesText(report: StatusReport): readonly string[] {
  if (report.instances.length === 0) return [];
  const rows = report.instances.map((instance) => [
    instance.name,
    stateText(instance),
    ageText(report.nowMs - instance.sinceMs),
    String(instance.effectivePriority),
    instance.interface,
    instance.vips.join(' '),
    masterText(instance),
  ]);
  const why = report.instances.flatMap((instance) => [
    `${instance.name}: ${instance.causeText}`,
    `  priority: ${instance.sum}`,
    ...furtherFaults(instance).map((fault) => `  fault: ${fault}`),
    ...failingText(instance.failing),
    ...instance.refused.map((sender) => refusedText(instance.state, sender)),
    ...instance.waitingFor.map((check) => `  waiting for the first result of check ${check}`),
  ]);
  return ['', table(['INSTANCE', 'STATE', 'SINCE', 'PRIO', 'IF', 'VIPS', 'MASTER'], rows), '', ...why];
}

/** Sync groups, and what keeps one from becoming master. */
function groupsText({ syncGroups, nowMs }: StatusReport): readonly string[] {
  if (syncGroups.length === 0) return [];
  const rows = syncGroups.map(({ name, state, sinceMs, members }) => [
    name,
    state.toUpperCase(),
    ageText(nowMs - sinceMs),
    members.join(' '),
  ]);
  const held = syncGroups.flatMap(({ name, heldBy }) =>
    heldBy.map((holder) => `${name}: held back, ${holderText(holder)}`),
  );
  return ['', table(['SYNC GROUP', 'STATE', 'SINCE', 'MEMBERS'], rows), ...(held.length > 0 ? ['', ...held] : [])];
}

type Failing = StatusReport['instances'][number]['failing'];

const SERVES_THOUGH: Readonly<Record<Failing, string>> = {
  no: '',
  reserve: '',
  offering: ' (offering)',
  keeping: ' (all bad)',
};

const stateText = ({ state, failing }: StatusReport['instances'][number]): string =>
  `${state.toUpperCase()}${SERVES_THOUGH[failing]}`;

/** What `all_bad keep` makes of a node whose checks have failed, and when it ends. */
function failingText(failing: Failing): readonly string[] {
  switch (failing) {
    case 'no':
      return [];
    case 'offering':
      return ['  all_bad keep: the address is offered to a healthy node, and served here until one takes it'];
    case 'keeping':
      return [
        '  all_bad keep: no healthy node took the address; it stays here until one does, or until these checks are good',
      ];
    case 'reserve':
      return ['  all_bad keep: takes the address as the last resort when no node has it'];
    default:
      return unreachable(failing);
  }
}

/** Faults that the reason of the state has not named already. */
const furtherFaults = ({ faults, causeText }: StatusReport['instances'][number]): readonly string[] =>
  faults.filter((fault) => !causeText.includes(fault));

/** Another router speaks and is not heard: when both are master, both may hold the address. */
function refusedText(
  state: StatusReport['instances'][number]['state'],
  { source, text, count }: RefusedSender,
): string {
  const danger = state === 'master' ? ' BOTH NODES MAY HOLD THE ADDRESS: make the settings of both equal.' : '';
  return `  refused: ${count} advert(s) from ${source}: ${text}.${danger}`;
}

function masterText({ state, master }: StatusReport['instances'][number]): string {
  if (state === 'master') return 'this node';
  return master === 'unknown' ? 'none heard' : `${master.address} (${master.priority})`;
}

function checksText(report: StatusReport): readonly string[] {
  if (report.checks.length === 0) return [];
  const rows = report.checks.map((check) => [
    check.name,
    healthText(check),
    check.ageMs === undefined ? '-' : ageText(check.ageMs),
    check.durationMs === undefined ? '-' : `${Math.round(check.durationMs)} ms`,
    resultText(check),
  ]);
  return ['', table(['CHECK', 'HEALTH', 'AGE', 'TOOK', 'RESULT'], rows)];
}

const healthText = ({ health, flags }: CheckStatus): string =>
  [health.toUpperCase(), ...flags.map((flag) => `(${flag})`)].join(' ');

function resultText({ reason, blame, lastOutput }: CheckStatus): string {
  const broken = blame === 'checker' ? ' [the check itself is broken]' : '';
  const output = lastOutput === '' || reason.includes(lastOutput) ? '' : ` | ${lastOutput}`;
  return `${reason}${broken}${output}`;
}

const maintenanceText = ({ maintenances }: StatusReport): readonly string[] =>
  maintenances.length === 0 ? [] : ['', maintenanceTable(maintenances)];

const fifosText = ({ fifos }: StatusReport): readonly string[] =>
  fifos
    .filter(({ lost }) => lost > 0)
    .map(({ path, lost }) => `FIFO ${path}: ${lost} line(s) were lost because nobody read it`);

/** keepalived's statistics: every counter of every instance. */
export function statisticsText({ instances }: Pick<StatusReport, 'instances'>): string {
  return instances
    .map(({ name, counters }) => {
      const lines = Object.entries(counters).map(([counter, value]) => `  ${counter}: ${value}`);
      return [`VRRP Instance: ${name}`, ...lines].join('\n');
    })
    .join('\n');
}
