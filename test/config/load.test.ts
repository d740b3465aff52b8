import { describe, expect, test } from 'vitest';
import { countBySeverity } from '../../src/config/diagnostic.ts';
import { languageOf, loadConfiguration, placeIn } from '../../src/config/load.ts';
import { err } from '../../src/model/result.ts';
import { codesOf, faultsOf, GOOD, HOST, loadText, loadTexts, portCheck, scriptCheck } from './loading.ts';

const MAIN = '/etc/keepalived/keepalived.conf';

/** What a browser and a word processor make of a text. */
const pasted = (text: string): string =>
  `\ufeff${text
    .split('\n')
    .map((line, index) => (line === '' ? '' : `${index + 1}. ${line}`))
    .join('\r\n')}`.replaceAll('"', '”');

const idOf = (value: string): string | undefined => loadText(GOOD.replace('web-a', value)).model?.routerId;

test.each([
  ['a.yaml', 'global_defs {', 'cluster'],
  ['a.yml', '', 'cluster'],
  ['a.conf', 'global_defs {\n}\n', 'keepalived'],
  ['a.conf', '# nodes:\n\n  \nnodes:\n', 'cluster'],
  ['a.conf', '\ufeffnodes:\n', 'cluster'],
  ['a.conf', '\ufeff# x\r\n\r\nglobal_defs: {}\r\n', 'cluster'],
  ['a.conf', '---\n', 'cluster'],
  ['a.conf', '--- a/keepalived.conf\n+++ b/keepalived.conf\n', 'keepalived'],
  ['a.conf', 'global_defs:x {\n', 'keepalived'],
  ['a.conf', '! comment: of keepalived\nglobal_defs {\n', 'keepalived'],
  ['a.conf', 'OS: centos7.6\nglobal_defs {\n', 'keepalived'],
  ['a.conf', 'allow: []\n', 'cluster'],
  ['a.conf', '', 'keepalived'],
] as const)('%s with %j is read as a %s file', (file, text, language) => expect(languageOf(file, text)).toBe(language));

test('a file of a million blank lines or comments is read as something, and soon', () => {
  for (const text of ['\n', ' ', ' \n', '#\n', ' #\n']) {
    expect(languageOf('a.conf', text.repeat(1_000_000))).toBe('keepalived');
  }
});

test('a missing main file is an error, not an empty configuration', () => {
  const loaded = loadConfiguration({ file: MAIN, configId: 'a', readText: () => err('missing') });
  expect(loaded.model).toBeUndefined();
  expect(codesOf(loaded)).toEqual(['CONF-903']);
});

test.each(['', '\n\n', '# only\n! comments\n'])('a file that says nothing (%j) has nothing to do', (text) => {
  expect(codesOf(loadText(text))).toEqual(['CONF-119']);
});

describe('the model', () => {
  test('is whole for the good configuration', () => {
    const { model } = loadText(GOOD, { host: HOST });
    expect(model).toMatchObject({
      routerId: 'web-a',
      scriptSecurity: 'enforce',
      statics: [],
      startupDelayMs: 0,
      checks: [{ name: 'chk', probe: { kind: 'script', argv: ['/usr/local/bin/check'], user: { user: 'nobody' } } }],
      instances: [
        {
          name: 'WEB',
          interface: 'eth0',
          vrid: 73,
          version: 2,
          basePriority: 150,
          advertIntervalCs: 100,
          cast: { mode: 'multicast', group: '224.0.0.18' },
          authentication: { type: 'pass', password: 'w3bpair' },
        },
      ],
    });
  });

  test('is missing when the text holds an error, and stays when only the host has faults', () => {
    expect(loadText(GOOD.replace('priority 150', 'priority 0'), { host: HOST }).model).toBeUndefined();
    const loaded = loadText(GOOD.replaceAll('chk', 'script-missing'), { host: HOST });
    expect(loaded.diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'CONF-308', origin: 'host' },
    ]);
    expect(loaded.model).toBeDefined();
  });

  test('takes keepalived_script as the default user where the host has it', () => {
    const text = GOOD.replace('    script_user nobody\n', '');
    expect(loadText(text).model?.checks[0]?.probe).toMatchObject({ user: 'daemon' });
    const users = new Set(['keepalived_script']);
    expect(loadText(text, { host: { ...HOST, users } }).model?.checks[0]?.probe).toMatchObject({
      user: { user: 'keepalived_script' },
    });
  });

  test('leaves out checks that nobody tracks', () => {
    expect(loadText(`${GOOD}vrrp_script spare {\n script "/x"\n}\n`).model?.checks.map(({ name }) => name)).toEqual([
      'chk',
    ]);
  });

  test('moves addresses that do not fit into an advert to the excluded ones', () => {
    const many = Array.from({ length: 260 }, (_, index) => `10.0.${index >> 8}.${index & 255}/8`).slice(1);
    const { model } = loadText(GOOD.replace('192.0.2.100/24', many.join('\n')));
    expect(model?.instances[0]?.vips).toHaveLength(255);
    expect(model?.instances[0]?.excludedVips).toHaveLength(4);
  });
});

test('CONF-612 is said of an address that nobody would keep, and not with all_bad keep', () => {
  expect(codesOf(loadText(GOOD))).toContain('CONF-612');
  expect(codesOf(loadText(GOOD.replace('advert_int 1', 'advert_int 1\n    all_bad keep')))).not.toContain('CONF-612');
});

describe('ten faults in one file', () => {
  const text = `global_defs {
  router_id web-a
  script_user nobody
  enable_script_security
}
vrrp_script chk {
  script “/usr/local/bin/check”
  intervall 2
  fall x
}
vrrp_instance WEB {
  state master
  interface a-name-that-is-too-long
  virtual_router_id 256
  prority 100
  advert_int 1s
  unicast_src_ip 10.0.0.1/24
  virtual_ipaddress {
    192.0.2.100/255.255.255.0
  }
  track_script {
    chkk
  }
}
`;
  const loaded = loadText(text);
  const place = placeIn(loaded.files);
  const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error');

  test('all ten are reported at once, each with line, column and what to do', () => {
    const shown = errors.map(({ code, span, help }) => `${code} ${place(span).line}:${place(span).column} ${help}`);
    expect(shown).toEqual([
      'CONF-002 7:10 use the plain quote "',
      'CONF-101 8:3 did you mean "interval"?',
      'CONF-201 9:8 write a plain number',
      'CONF-212 12:9 write MASTER, in capitals',
      'CONF-209 13:13 at most 15 bytes and no slash; see ip link',
      'CONF-202 14:21 choose a value within the range',
      'CONF-101 15:3 did you mean "priority"?',
      'CONF-201 16:14 seconds without unit: 1',
      'CONF-206 17:18 write 10.0.0.1',
      'CONF-208 19:16 write /24',
      'CONF-302 22:5 did you mean "chk"?',
    ]);
    expect(loaded.model).toBeUndefined();
    expect(countBySeverity(loaded.diagnostics).errors).toBe(11);
  });
});

describe('text pasted from a web page', () => {
  test('every kind of damage is named once, and nothing else is wrong', () => {
    const loaded = loadText(pasted(GOOD));
    expect(codesOf(loaded).toSorted()).toEqual(['CONF-001', 'CONF-002', 'CONF-005', 'CONF-024', 'CONF-612']);
  });

  test('the other faults of such a file are found all the same', () => {
    const loaded = loadText(
      pasted(GOOD.replace('priority 150', 'priority 300').replace('        chk\n', '        chk2\n')),
    );
    expect(
      faultsOf(loaded)
        .filter((code) => code > 'CONF-100')
        .toSorted(),
    ).toEqual(['CONF-202', 'CONF-302']);
  });

  test.each([
    ['non-breaking blanks', GOOD.replaceAll('    script', '\u00a0\u00a0\u00a0\u00a0script'), ['CONF-003']],
    ['zero-width blanks inside a word', GOOD.replace('priority', 'prio\u200brity'), ['CONF-003']],
    ['HTML entities', GOOD.replaceAll('"', '&quot;'), ['CONF-006']],
    ['HTML line breaks', GOOD.replace('fall 3', 'fall 3<br>'), ['CONF-006']],
    ['a shell prompt', `$ cat /etc/keepalived/keepalived.conf\n${GOOD}`, ['CONF-006']],
    ['a diff', GOOD.replace('    fall 3', '-    fall 2\n+    fall 3'), ['CONF-006']],
    [
      'numbers without a dot',
      GOOD.split('\n')
        .map((line, n) => `${n + 1} ${line}`)
        .join('\n'),
      ['CONF-005'],
    ],
  ])('%s', (_what, text, codes) => {
    const loaded = loadText(text);
    expect([...new Set(faultsOf(loaded))]).toEqual(codes);
    expect(loaded.diagnostics.filter(({ code }) => code === 'CONF-302' || code === 'CONF-101')).toEqual([]);
  });

  test('typography in a comment or inside a proper string is left alone', () => {
    expect(faultsOf(loadText(GOOD.replace('router_id web-a', 'router_id "Bob’s" # “quoted”')))).toEqual([]);
  });
});

describe('includes', () => {
  const split = {
    [MAIN]: 'include conf.d/*.conf\n$ID=73\ninclude instance.inc\n',
    '/etc/keepalived/conf.d/a.conf': GOOD.slice(0, GOOD.indexOf('vrrp_instance')),
    '/etc/keepalived/instance.inc': `${GOOD.slice(GOOD.indexOf('vrrp_instance')).replace('73', '$ID').replace('192.0.2.100/24', 'include vips.inc')}`,
    '/etc/keepalived/vips.inc': '192.0.2.100/24\n192.0.2.101/24\n',
  };

  test('relative to the including file, with patterns, in blocks and lists, with definitions across files', () => {
    const loaded = loadTexts(split);
    expect(faultsOf(loaded)).toEqual([]);
    expect(loaded.model?.instances[0]?.vips).toHaveLength(2);
    expect(loaded.files.map(({ name }) => name)).toEqual(Object.keys(split));
  });

  test('a fault in an included file points into that file', () => {
    const loaded = loadTexts({ ...split, '/etc/keepalived/vips.inc': '\n  192.0.2.300\n' });
    const [found] = loaded.diagnostics.filter(({ code }) => code === 'CONF-206');
    expect(found?.span.file).toBe('/etc/keepalived/vips.inc');
    expect(found === undefined ? undefined : placeIn(loaded.files)(found.span)).toEqual({ line: 2, column: 3 });
  });

  test.each([
    ['include gone.conf', 'warning'],
    ['includer gone.conf', 'warning'],
    ['includem gone.conf', 'error'],
    ['includea gone.conf', 'error'],
    ['includem gone/*.conf', 'warning'],
    ['includew gone/*.conf', 'error'],
  ])('%s is an %s when nothing is there', (line, severity) => {
    const loaded = loadText(`${GOOD}${line}\n`);
    expect(loaded.diagnostics.filter(({ code }) => code === 'CONF-016')).toMatchObject([{ severity }]);
  });

  test('include_check makes the includes behind it strict', () => {
    const loaded = loadText(
      GOOD.replace('script_user nobody', 'include_check\n script_user nobody') + 'include gone.conf\n',
    );
    expect(loaded.diagnostics).toContainEqual(expect.objectContaining({ code: 'CONF-016', severity: 'error' }));
  });

  test('braces in a pattern name several files', () => {
    const loaded = loadTexts({
      [MAIN]: `${GOOD}include {a,b}.conf\n`,
      '/etc/keepalived/a.conf': '# a\n',
      '/etc/keepalived/b.conf': '# b\n',
    });
    expect(loaded.files).toHaveLength(3);
  });

  test('two files that include each other are a cycle', () => {
    const loaded = loadTexts({
      [MAIN]: `${GOOD}include a.conf\n`,
      '/etc/keepalived/a.conf': 'include ./keepalived.conf\n',
    });
    expect(codesOf(loaded)).toContain('CONF-017');
  });
});

describe('definitions', () => {
  test('a multi-line one may hold whole blocks, and its faults say where it was used', () => {
    const text = GOOD.replace('    virtual_ipaddress {\n        192.0.2.100/24\n    }\n', '    $VIPS\n');
    const body = '$VIPS=\\\n virtual_ipaddress {\\\n 192.0.2.300/24\\\n }\n';
    const loaded = loadText(body + text);
    const [found] = loaded.diagnostics.filter(({ code }) => code === 'CONF-206');
    const place = placeIn(loaded.files);
    expect(found === undefined ? undefined : place(found.span)).toEqual({ line: 3, column: 2 });
    expect(found?.related.map(({ span, message }) => `${message} ${place(span).line}`)).toEqual(['from $VIPS 25']);
    expect(loadText(body.replace('300', '100') + text).model?.instances[0]?.vips).toHaveLength(1);
  });

  test('values are expanded where they are used', () => {
    const loaded = loadText(`$NET=192.0.2\n$VIP=\${NET}.77/24\n${GOOD.replace('192.0.2.100/24', '$VIP')}`);
    expect(loaded.model?.instances[0]?.vips).toMatchObject([{ address: '192.0.2.77', prefixLength: 24 }]);
  });

  test('built-in names', () => {
    expect(idOf('${_INSTANCE}')).toBe('web-a');
    expect(idOf('${_PWD}')).toBe('/etc/keepalived');
    expect(idOf('${_RANDOM 5 5}')).toBe('5');
  });

  test.each(['$A=$A\n', '$A=$B\n$B=$A\n', '$A=\\\n$A\\\n$A\n'])('%j does not run away', (text) => {
    expect(faultsOf(loadText(`${text}${GOOD}$A\n`))).toContain('CONF-015');
  });
});

const noteOf311 = (text: string): string | undefined =>
  loadText(text).diagnostics.find(({ code }) => code === 'CONF-311')?.note;

describe('what only vipward knows', () => {
  const faults =
    'intervall 2\n rise\n on_change /opt/tell a b c\n recover {\n run /opt/help now\n withinn 3\n within\n}\n';

  test('draws no remark about what keepalived would do with it', () => {
    const { diagnostics } = loadText(portCheck(faults));
    expect(diagnostics.map(({ code }) => code)).toEqual(expect.arrayContaining(['CONF-101', 'CONF-104', 'CONF-305']));
    expect(diagnostics.flatMap(({ note = '' }) => (note.includes('keepalived') ? [note] : []))).toEqual([]);
  });

  test('does so in a block of keepalived’s own', () => {
    const { diagnostics } = loadText(scriptCheck('intervall 2\n rise'));
    expect(diagnostics.filter(({ note }) => note?.includes('keepalived'))).toHaveLength(2);
  });

  test('a script in a check is said once, with the block that it belongs in', () => {
    const { diagnostics } = loadText('check chk {\n script "/bin/true"\n}\n');
    expect(diagnostics).toMatchObject([{ code: 'CONF-102', help: expect.stringContaining('write vrrp_script') }]);
  });

  test('the path check of scripts is no matter of keepalived’s where it has none', () => {
    const own = 'check chk {\n file {\n path /run/x\n}\n on_change "/opt/tell"\n}\n';
    expect(noteOf311(own)).toBeUndefined();
    expect(noteOf311(`${own}vrrp_script x {\n script "/bin/true"\n}\n`)).toContain('keepalived');
  });
});

test('a password that everybody can read is said once, for the file it stands in', () => {
  const second = GOOD.slice(GOOD.indexOf('vrrp_instance'))
    .replace('WEB', 'DB')
    .replace('73', '74')
    .replace('2.100', '2.101');
  const loaded = loadText(`${GOOD}${second}`, { host: { ...HOST, exposedFiles: new Set([MAIN]) } });
  expect(faultsOf(loaded)).toEqual(['CONF-902']);
  expect(loaded.diagnostics.find(({ code }) => code === 'CONF-902')?.help).toBe(`chmod 600 ${MAIN}`);
});
