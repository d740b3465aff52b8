import { expect, test } from 'vitest';
import { BlockSettings } from '../../../../../src/config/keepalived/block/block-settings.ts';
import { RoutingNames } from '../../../../../src/config/keepalived/compose/host/names.ts';
import { err, ok } from '../../../../../src/model/result.ts';

function namesWith(files: Readonly<Record<string, string>>): {
  readonly names: RoutingNames;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const readText = (path: string) => {
    asked.push(path);
    const text = files[path];
    return text === undefined ? err('missing' as const) : ok(text);
  };
  const glob = (pattern: string): string[] =>
    Object.keys(files).filter((path) => path.startsWith(pattern.replace('*.conf', '')) && path.endsWith('.conf'));
  return { names: new RoutingNames({ readText, glob }, new BlockSettings()), asked };
}

test('a host without iproute2 has the names that always hold', () => {
  const { names } = namesWith({});
  expect(names.of('table')).toEqual({ default: 253, main: 254, local: 255 });
  expect([names.of('scope').link, names.of('protocol').boot, names.of('tos')]).toEqual([253, 3, {}]);
});

test('decimal and hexadecimal numbers are read, comments and what is neither are passed over', () => {
  const { names } = namesWith({
    '/etc/iproute2/rt_tables':
      '#\n# reserved values\n#\n255\tlocal\n100 blue # the office\n  0x65\tred\nnot a line\n#7 x\n',
  });
  expect(names.of('table')).toMatchObject({ blue: 100, red: 101, main: 254 });
  expect(Object.keys(names.of('table'))).toHaveLength(5);
});

test('a file of /etc stands for that of /usr/share, and the folders beside add to it', () => {
  const { names } = namesWith({
    '/usr/share/iproute2/rt_tables': '1 old',
    '/etc/iproute2/rt_tables': '2 new',
    '/etc/iproute2/rt_tables.d/mine.conf': '3 mine',
    '/usr/share/iproute2/rt_protos': '4 bird',
  });
  expect(names.of('table')).not.toHaveProperty('old');
  expect(names.of('table')).toMatchObject({ new: 2, mine: 3 });
  expect(names.of('protocol')).toMatchObject({ bird: 4 });
});

test('a file is read when a name of its kind is asked for, and once', () => {
  const { names, asked } = namesWith({});
  expect(asked).toEqual([]);
  names.of('table');
  names.of('table');
  expect(asked).toEqual(['/usr/share/iproute2/rt_tables', '/etc/iproute2/rt_tables']);
});
