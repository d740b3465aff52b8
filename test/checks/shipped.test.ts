import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runIn, runScript, SHELLS, shipped } from './harness/shells.ts';

const scripts = readdirSync(shipped('')).toSorted();

/** Name and text of each function of a script. */
function functionsOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(/^(\w+)\(\) \{[^\n]*\n[\s\S]*?^\}$/gm)].map((found) => [found[1] ?? '', found[0]]));
}

test('the scripts of this release are there', () => {
  expect(scripts).toEqual([
    'gateway',
    'haproxy',
    'http',
    'httpd',
    'mycat',
    'mysql',
    'nginx',
    'process',
    'redis',
    'tcp',
  ]);
});

describe.each(scripts)('checks/%s', (name) => {
  const text = readFileSync(shipped(name), 'utf8');

  test('is a plain script that anybody may run and only its owner may write', () => {
    expect(text.startsWith('#!/bin/sh\n')).toBe(true);
    expect(statSync(shipped(name)).mode & 0o777 & ~0o022).toBe(0o755);
    expect(text).toMatch(/^[\n -~]*$/);
  });

  test('trusts neither the environment nor unset variables, and keeps nothing on disk', () => {
    expect(text).toMatch(/^set -u$/m);
    expect(text).toMatch(/^PATH=\/[\w/:]+$/m);
    expect(text).toMatch(/^LC_ALL=C$/m);
    expect(text).not.toMatch(/mktemp|\/tmp\b|\/var\/tmp|\bsudo\b|[^&]&$/m);
  });

  test('cannot count itself: it never looks through the process table', () => {
    expect(text.replace(/^\s*#.*$/gm, '')).not.toMatch(/\b(?:ps|pgrep|pidof|pkill|killall)\b/);
  });

  test('says in its header what it proves, what it cannot see, its exit codes, its needs and how to configure it', () => {
    const header = text.slice(0, text.indexOf('\nset -u'));
    for (const part of [
      '# Proves',
      '# Cannot see',
      '# Exit codes (Nagios)',
      '# Needs:',
      'vrrp_script',
      'Cluster file:',
    ]) {
      expect(header).toContain(part);
    }
    expect(header).toContain(`"/etc/vipward/checks/${name} `);
  });

  test('shares a function with another script only as the same text', () => {
    for (const other of scripts) {
      const theirs = functionsOf(readFileSync(shipped(other), 'utf8'));
      for (const [called, body] of functionsOf(text)) {
        if (called !== 'usage' && theirs.has(called)) expect(theirs.get(called), `${called} in ${other}`).toBe(body);
      }
    }
  });

  for (const shell of SHELLS) {
    test.skipIf(shell.argv.length === 0)(`is understood by ${shell.name}`, async () => {
      expect(await runIn(shell, ['-n', shipped(name)])).toMatchObject({ code: 0, stderr: '' });
    });
  }

  test('-h prints its usage with every option and an example, and exits 3', async () => {
    const ran = await runScript(shipped(name), ['-h']);
    expect(ran).toMatchObject({ code: 3, stderr: '' });
    const options = /while getopts :(\S+) /.exec(text)?.[1]?.replaceAll(/[:h]/g, '') ?? '';
    expect(options).toContain('t');
    for (const option of options) expect(ran.stdout).toMatch(new RegExp(`^  -${option} `, 'm'));
    expect(ran.stdout).toMatch(new RegExp(`^usage: ${name} `));
    expect(ran.stdout).toMatch(new RegExp(`^example: ${name} `, 'm'));
  });

  test.each(['-Z', '-t', '-t 1.2.3', '-t 007', '-t -1', '-t 1s', 'stray'])(
    'refuses %j with one line and 3',
    async (line) => {
      const ran = await runScript(shipped(name), line.split(' '));
      expect(ran).toMatchObject({ code: 3, stderr: '' });
      expect(ran.stdout).toMatch(/^[A-Z]+ UNKNOWN: [^\n]+\n$/);
    },
  );
});
