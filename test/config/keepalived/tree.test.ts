import { describe, expect, test } from 'vitest';
import { codesOf, faultsOf, GOOD, loadText } from '../loading.ts';

const names = (text: string): string[] => loadText(text).model?.instances.map(({ name }) => name) ?? [];

const errorsOf = (text: string): string[] =>
  loadText(text)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
const withFault = (text: string): string => text.replace('virtual_router_id 74', 'virtual_router_id 999');

describe('braces may stand anywhere', () => {
  const wanted = loadText(GOOD).model;

  test.each([
    ['glued to the name', GOOD.replaceAll(' {', '{')],
    ['on the next line', GOOD.replaceAll(' {', '\n{')],
    ['on the next line with a comment between', GOOD.replaceAll(' {', ' # block\n{')],
    ['closing and opening on one line', GOOD.replaceAll('}\nvrrp_', '} vrrp_')],
    ['the first statement behind the brace', GOOD.replaceAll(/ \{\n\s*/g, ' { ')],
    ['the closing brace behind the last statement', GOOD.replaceAll(/\n\s*\}/g, ' }')],
    ['no final newline', GOOD.trimEnd()],
    ['Windows line ends', GOOD.replaceAll('\n', '\r\n')],
    ['tabs', GOOD.replaceAll('    ', '\t')],
    ['no indentation', GOOD.replaceAll(/^ +/gm, '')],
    ['blank lines', GOOD.replaceAll('\n', '\n\n')],
  ])('%s', (_where, text) => {
    const loaded = loadText(text);
    expect(faultsOf(loaded)).toEqual([]);
    expect(loaded.model).toEqual(wanted);
  });
});

describe('one lost brace is one finding, and everything else is still judged', () => {
  const second = GOOD.slice(GOOD.indexOf('vrrp_instance'))
    .replace('WEB', 'DB')
    .replace('73', '74')
    .replace('.100', '.101');
  const two = GOOD + second;
  test('both instances are in the model without a fault', () => expect(names(two)).toEqual(['WEB', 'DB']));

  test.each([
    ['of global_defs', two.replace('security\n}', 'security\n'), 'CONF-103'],
    ['of a script', two.replace('fall 3\n}', 'fall 3\n'), 'CONF-103'],
    ['of an instance', two.replace('    }\n}\nvrrp_instance DB', '    }\nvrrp_instance DB'), 'CONF-103'],
    ['of a block of settings in an instance', two.replace('w3bpair\n    }', 'w3bpair\n'), 'CONF-110'],
    ['of a list in an instance', two.replace('192.0.2.100/24\n    }', '192.0.2.100/24\n'), 'CONF-110'],
    ['of the last list before the next instance', two.replace('chk\n    }\n}\nvrrp', 'chk\n    }\nvrrp'), 'CONF-103'],
    ['at the end of the file', two.trimEnd().slice(0, -1), 'CONF-110'],
  ])('a closing brace %s', (_where, text, code) => {
    expect(errorsOf(text)).toEqual([code]);
    expect(errorsOf(withFault(text)).toSorted()).toEqual([code, 'CONF-202'].toSorted());
  });

  test.each([
    ['of a script', two.replace('vrrp_script chk {', 'vrrp_script chk')],
    ['of an instance', two.replace('vrrp_instance WEB {', 'vrrp_instance WEB')],
    ['of a block of settings', two.replace('authentication {', 'authentication')],
    ['of a list', two.replace('virtual_ipaddress {', 'virtual_ipaddress')],
  ])('an opening brace %s', (_where, text) => {
    expect(errorsOf(text)).toEqual(['CONF-112']);
    expect(errorsOf(withFault(text)).toSorted()).toEqual(['CONF-112', 'CONF-202']);
  });

  test.each([
    ['at the end', `${two}}\n`],
    ['between two blocks', two.replace('}\nvrrp_instance WEB', '}\n}\nvrrp_instance WEB')],
    ['inside an instance', two.replace('    virtual_ipaddress', '    }\n    virtual_ipaddress')],
  ])('a closing brace too many %s', (_where, text) => {
    expect(errorsOf(text)).toEqual(['CONF-111']);
    expect(errorsOf(withFault(text)).toSorted()).toEqual(['CONF-111', 'CONF-202']);
  });

  test('a root block inside a block that is closed is read as if it stood outside', () => {
    const text = GOOD.replace(
      '    track_script',
      `    ${'vrrp_script spare {\n        script "/x"\n    }'}\n    track_script`,
    );
    expect(errorsOf(text)).toEqual(['CONF-103']);
    expect(codesOf(loadText(text))).toContain('CONF-303');
  });

  test('the place where a brace was lost is guessed from the indentation', () => {
    const text = GOOD.replace('        chk\n    }\n}', '        chk\n}');
    const [found] = loadText(text).diagnostics.filter(({ code }) => code === 'CONF-110');
    expect(found?.help).toBe('a } was likely lost before line 26');
  });

  test('an unknown block hides what is in it, and nothing else', () => {
    const text = withFault(
      two.replace('vrrp_script chk', 'frob {\n  x {\n    y\n  }\n  priority z\n}\nvrrp_script chk'),
    );
    expect(errorsOf(text)).toEqual(['CONF-101', 'CONF-202']);
  });
});
