import { describe, expect, test } from 'vitest';
import type { HostFacts } from '../../../src/config/host-facts.ts';
import { GOOD, HOST, loadText } from '../loading.ts';

const HOOKED = GOOD.replace(
  '    fall 3\n',
  '    fall 3\n    on_change "/opt/tell"\n    recover {\n        run "/opt/help"\n        within 0\n    }\n',
).replace('    state BACKUP\n', '    state BACKUP\n    notify_master "/opt/up" nobody\n    notify "/opt/all"\n');

/** A host on which the program that is run for this does not exist. */
const without = (name: string): HostFacts => ({
  ...HOST,
  scripts: [
    {
      purpose: 'notify',
      name,
      script: '/opt/x',
      diagnosis: { rule: 'script-missing', path: '/opt/x', detail: '/opt/x does not exist', fix: 'install it' },
      effect: 'refused',
    },
  ],
});

describe('programs that are run beside the checks', () => {
  test('are all named, with what they are for and who they run as', () => {
    const { programs } = loadText(HOOKED, { host: HOST });
    expect(programs.map(({ purpose, name, argv, user }) => [purpose, name, argv[0], user])).toEqual([
      ['check', 'chk', '/usr/local/bin/check', { user: 'nobody' }],
      ['notify', 'notify_master of "WEB"', '/opt/up', { user: 'nobody' }],
      ['notify', 'notify of "WEB"', '/opt/all', { user: 'nobody' }],
      ['notify', 'recover of "chk"', '/opt/help', { user: 'nobody' }],
      ['notify', 'on_change of "chk"', '/opt/tell', { user: 'nobody' }],
    ]);
  });

  test.each([
    ['notify_master of "WEB"', '"/opt/up"', 'keepalived would drop the script with a message in its log'],
    ['notify of "WEB"', '"/opt/all"', 'keepalived would drop the script with a message in its log'],
    ['recover of "chk"', '"/opt/help"', undefined],
    ['on_change of "chk"', '"/opt/tell"', undefined],
  ])('a missing one of %s is found at its command, and does not refuse the start', (name, command, note) => {
    const loaded = loadText(HOOKED, { host: without(name) });
    const [found, ...more] = loaded.diagnostics.filter(({ severity }) => severity !== 'info');
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      code: 'CONF-308',
      severity: 'error',
      origin: 'host',
      message: '/opt/x does not exist',
    });
    expect(HOOKED.slice(found?.span.start, found?.span.end)).toBe(command);
    expect(found?.note).toBe(note);
    expect(loaded.model).toBeDefined();
  });
});
