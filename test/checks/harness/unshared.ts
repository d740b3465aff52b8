import { labPrivilege } from '../../../src/lab/namespaces/privilege.ts';

const privilege = labPrivilege();
if (privilege.mode === 'impossible' && process.env['CI'] !== undefined) throw new Error(privilege.reason);

/** Whether tests may have namespaces of their own, or why not. Under CI a refusal is a failure. */
export const NAMESPACES: { readonly usable: boolean; readonly title: string } =
  privilege.mode === 'impossible'
    ? { usable: false, title: `skipped: ${privilege.reason}` }
    : { usable: true, title: 'in namespaces' };

/** A launcher that runs this line of shell as root of new namespaces; `"$@"` stands for what it launches. */
export const unshared = (kinds: readonly ('--net' | '--mount')[], line: string): readonly string[] => [
  'unshare',
  ...(privilege.mode === 'userNamespace' ? ['--user', '--map-root-user'] : []),
  ...kinds,
  'sh',
  '-c',
  line,
  'sh',
];
