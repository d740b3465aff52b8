import { familyOf } from '../model/address.ts';
import { unreachable } from '../model/result.ts';
import { causeText, groupText, noteText, stateText } from '../vrrp/words.ts';
import type { LoggedEvent } from './events.ts';

/**
 * The lines an operator reads, keepalived's words where keepalived has words (vrrp.md 4.10), so that what people grep
 * for is still found. A state change is followed by its reason.
 */
export function prettyLines(logged: LoggedEvent): readonly string[] {
  switch (logged.event) {
    case 'vrrp.state':
      return [
        stateText(logged.instance, logged.to, logged.from),
        `(${logged.instance}) Reason: ${causeText(logged.cause)} [${logged.sum}]`,
      ];
    case 'vrrp.group':
      return [
        groupText(logged.group, logged.to),
        `VRRP_Group(${logged.group}) Reason: ${logged.first}: ${causeText(logged.cause)}`,
      ];
    case 'vrrp.note':
      return [noteText(logged.instance, logged.note)];
    case 'vrrp.addresses':
      return addressLines(logged);
    case 'vrrp.packet':
      return [packetLine(logged)];
    case 'check.verdict':
      return [checkLine(logged)];
    case 'notify.ran':
      return [`(${logged.instance}) notify ${logged.state}: ${logged.argv.join(' ')}: ${logged.result}`];
    case 'notify.groupRan':
      return [`VRRP_Group(${logged.group}) notify ${logged.state}: ${logged.argv.join(' ')}: ${logged.result}`];
    default:
      return [daemonLine(logged)];
  }
}

type Of<Name extends LoggedEvent['event']> = Extract<LoggedEvent, { event: Name }>;
type VrrpOrCheck = Of<
  | 'vrrp.state'
  | 'vrrp.group'
  | 'vrrp.note'
  | 'vrrp.addresses'
  | 'vrrp.packet'
  | 'check.verdict'
  | 'notify.ran'
  | 'notify.groupRan'
>;

function addressLines(logged: Of<'vrrp.addresses'>): readonly string[] {
  const { instance, did, vips } = logged;
  if (did === 'removed') return [`(${instance}) removing VIPs. (${vips.join(', ')})`];
  const announced = vips.map(
    (vip) => `(${instance}) Sending/queueing ${ANNOUNCEMENTS[familyOf(vip)]} on ${logged.interface} for ${vip}`,
  );
  return [`(${instance}) setting VIPs.`, ...announced];
}

const ANNOUNCEMENTS = { 4: 'gratuitous ARPs', 6: 'Unsolicited Neighbour Adverts' } as const;

function packetLine(logged: Of<'vrrp.packet'>): string {
  const times = logged.count > 1 ? ` (${logged.count} times since last said)` : '';
  const place = logged.instance === 'unknown' ? '' : `(${logged.instance}) `;
  const fate = logged.was === 'dropped' ? ' dropped' : '';
  return `${place}advert from ${logged.source}${fate}: ${logged.text}${times}`;
}

/** keepalived's word for its own kind of check, and ours for those that it does not know. */
const titleOf = ({ check, kind }: Of<'check.verdict' | 'check.stillDown' | 'check.remark'>): string =>
  `${kind === undefined ? 'VRRP_Script' : 'Check'}(${check})`;

function checkLine(logged: Of<'check.verdict'>): string {
  const { health, reason, blame, lastResult, flags = [] } = logged;
  const title = titleOf(logged);
  // Neither succeeded nor failed: a run that is not enough, or what it counts as for another reason.
  const standsIn = flags.some((flag) => flag !== 'flapping') || (health !== 'down' && blame !== 'none');
  if (lastResult === 'contradicts' || health === 'unknown' || standsIn) return `${title}: ${reason}`;
  if (health === 'up') return `${title} succeeded`;
  if (health === 'warn') return `${title} succeeded with a warning (${reason})`;
  return `${title} failed (${reason})${blame === 'checker' ? ' - the check itself is broken' : ''}`;
}

function daemonLine(logged: Exclude<LoggedEvent, VrrpOrCheck>): string {
  switch (logged.event) {
    case 'daemon.started':
      return `vipward ${logged.version} started with ${logged.config} (pid ${logged.pid}, ${logged.instances} instances, ${logged.checks} checks)`;
    case 'daemon.stopping':
      return `stopping: ${logged.reason}`;
    case 'daemon.stopped':
      return `stopped after ${logged.tookMs} ms`;
    case 'daemon.script':
      return `${logged.keyword} ${logged.argv.join(' ')}: ${logged.result}`;
    case 'daemon.dumped':
      return logged.trouble === '' ? `written: ${logged.files.join(', ')}` : `not written: ${logged.trouble}`;
    case 'notify.mail':
      return `mail to ${logged.to.join(', ')} "${logged.subject}": ${logged.result}`;
    case 'config.diagnostic':
      return `${logged.severity} ${logged.code} at ${logged.place}: ${logged.message}${logged.help === '' ? '' : ` (${logged.help})`}`;
    case 'config.reloaded':
      return `configuration ${logged.generation} in force: ${logged.changes.join('; ') || 'nothing changed'}`;
    case 'config.rejected':
      return `reload refused: ${logged.errors} error(s) in ${logged.file}; the old configuration stays in force`;
    case 'check.stillDown':
      return `${titleOf(logged)} still fails (${logged.reason})`;
    case 'check.recovery':
      return `check ${logged.check}: ${logged.text}`;
    case 'check.notified':
      return `check ${logged.check} notify ${logged.state}: ${logged.argv.join(' ')}: ${logged.result}`;
    case 'check.remark':
      return logged.check === 'all' ? logged.text : `${titleOf(logged)}: ${logged.text}`;
    case 'dataplane.ready':
      return `dataplane ready (pid ${logged.pid})`;
    case 'dataplane.trouble':
    case 'maintenance.changed':
    case 'maintenance.trouble':
    case 'notify.trouble':
    case 'history.trouble':
      return logged.text;
    case 'dataplane.gone':
      return `the dataplane ${logged.how}; it starts again in ${logged.restartInMs} ms`;
    case 'dataplane.rescued':
      return `left mastership and removed the VIPs in place of the dataplane: ${logged.instances.join(', ')}`;
    case 'dataplane.lost':
      return `${logged.events} events of the dataplane were lost, the main process was too slow`;
    case 'history.resumed':
      return `history is written again${logged.lost === 0 ? '' : `; ${logged.lost} entries were lost`}`;
    default:
      return unreachable(logged);
  }
}
