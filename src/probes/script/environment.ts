import type { Credentials } from './credentials.ts';

/** Programs are looked up here and nowhere else; without PATH some shells search the current directory. */
export const FIXED_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The whole environment of a script: nothing of the daemon's own but TZ, because what an operator's shell had set must
 * not decide whether a service is healthy. Source: checks.md 1.4.
 * @param facts `VIPWARD…` variables: what runs, for which check or instance
 */
export function scriptEnvironment(who: Credentials, facts: Readonly<Record<string, string>>): Record<string, string> {
  const timeZone = process.env['TZ'];
  return {
    PATH: FIXED_PATH,
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    HOME: who.home,
    USER: who.user,
    LOGNAME: who.user,
    SHELL: '/bin/sh',
    ...(timeZone === undefined ? {} : { TZ: timeZone }),
    ...facts,
  };
}
