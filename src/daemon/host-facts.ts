import { lstatSync, statSync } from 'node:fs';
import type { HostFacts, InterfaceFact } from '../config/host-facts.ts';
import type { Loaded } from '../config/load.ts';
import { Netlink } from '../linux/netlink.ts';
import type { IpAddress } from '../model/address.ts';
import { datedPatterns } from '../health/time/cron-dates.ts';
import { judgeDates } from '../health/time/judge-cron.ts';
import type { CheckConfig } from '../model/check.ts';
import type { RunAs } from '../model/instance.ts';
import { loadNextDate } from '../probes/times/cron.ts';
import type { Model } from '../model/model.ts';
import { OwnFile } from '../probes/native/net/own-file.ts';
import { auditProgram } from '../probes/script/audit/audit.ts';
import { resolveCredentials } from '../probes/script/credentials.ts';
import { resolveProgram } from '../probes/script/program.ts';

/** keepalived runs scripts as this user when it exists and no other was named. */
const USUAL_SCRIPT_USER = 'keepalived_script';

/** What a configuration asks about a host before anybody has looked. */
export interface Questions {
  /** Knows the interfaces and nothing else, and remembers which users and groups were asked for. */
  readonly facts: HostFacts;
  readonly users: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

/** Facts to read a configuration with for the first time, so that it can be known what to look for. */
export async function openQuestions(): Promise<Questions> {
  const [users, groups] = [new Set<string>(), new Set<string>()];
  const usual = (await resolveCredentials({ user: USUAL_SCRIPT_USER })).ok;
  const ask = (asked: Set<string>, name: string): boolean => {
    asked.add(name);
    return name !== USUAL_SCRIPT_USER || usual;
  };
  const facts: HostFacts = {
    interfaces: interfaces(),
    users: { has: (name) => ask(users, name) },
    groups: { has: (name) => ask(groups, name) },
    scripts: [],
    ownFiles: [],
    dates: [],
    notFifos: new Set(),
    exposedFiles: new Set(),
    ownVips: [],
  };
  return { facts, users, groups };
}

/**
 * Looks at this host with the eyes of a configuration: its interfaces, the users it names, the programs it runs.
 * @param ownVips addresses that a running vipward has set itself
 */
export async function lookAtHost(
  { facts, users, groups }: Questions,
  { programs, ownFiles, fifos, files, model, untracked }: Loaded,
  ownVips: readonly IpAddress[],
): Promise<HostFacts> {
  const security = model?.scriptSecurity ?? 'warn';
  const scripts = await Promise.all(programs.map((program) => audit(program, security)));
  return {
    interfaces: facts.interfaces,
    users: await existing(users, (user) => ({ user })),
    groups: await existing(groups, (group) => ({ user: 'root', group })),
    scripts: scripts.flat(),
    ownFiles: [...new Set(ownFiles)].map((path) => ({ path, state: new OwnFile(path).state })),
    // With an error in the text a pattern or a zone may be nonsense, which was said.
    dates: model === undefined ? [] : await faultsOfDates([...model.checks, ...untracked]),
    notFifos: new Set(fifos.filter((path) => isOther(path))),
    exposedFiles: new Set(files.map(({ name }) => name).filter((path) => isExposed(path))),
    ownVips,
  };
}

const READABLE_BY_ALL = 0o004;

const isExposed = (path: string): boolean =>
  ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & READABLE_BY_ALL) !== 0;

/** Whether something is there that is no named pipe. */
function isOther(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFIFO();
}

async function faultsOfDates(checks: readonly CheckConfig[]): Promise<HostFacts['dates']> {
  const patterns = checks.flatMap(datedPatterns);
  if (patterns.length === 0) return [];
  const next = await loadNextDate();
  return patterns.map((cron) => ({ cron, faults: judgeDates(cron, Date.now(), next).map(({ text }) => text) }));
}

async function existing(names: ReadonlySet<string>, asRunAs: (name: string) => RunAs): Promise<ReadonlySet<string>> {
  const distinct = [...names];
  const found = await Promise.all(distinct.map((name) => resolveCredentials(asRunAs(name))));
  return new Set(distinct.filter((_, index) => found[index]?.ok === true));
}

async function audit(
  { purpose, name, argv, user }: Loaded['programs'][number],
  security: Model['scriptSecurity'],
): Promise<HostFacts['scripts']> {
  const credentials = await resolveCredentials(user);
  if (!credentials.ok) return []; // an unknown user is a finding of its own
  const script = resolveProgram(argv[0] ?? '');
  const { refused, warnings } = auditProgram(script, credentials.value, security);
  return [
    ...(refused === 'fine' ? [] : [{ purpose, name, script, diagnosis: refused, effect: 'refused' as const }]),
    ...warnings.map((diagnosis) => ({ purpose, name, script, diagnosis, effect: 'warned' as const })),
  ];
}

/** Without netlink nothing is known, and nothing about interfaces is judged from that. */
function interfaces(): readonly InterfaceFact[] {
  const netlink = Netlink.open();
  if (!netlink.ok) return [];
  const [links, addresses] = [netlink.value.links(), netlink.value.addresses()];
  netlink.value.close();
  if (!links.ok || !addresses.ok) return [];
  return links.value.map(({ index, name, mtu }) => ({
    name,
    mtuBytes: mtu,
    addresses: addresses.value.filter((held) => held.index === index),
  }));
}
