import type { Glob, ReadText } from '../../read/include.ts';
import type { BlockSettings } from '../../block/block-settings.ts';

/** What iproute2 has names for, and the files that hold them. */
const FILES = { table: 'rt_tables', scope: 'rt_scopes', protocol: 'rt_protos', tos: 'rt_dsfield' } as const;
export type Numbered = keyof typeof FILES;

/** Names that hold whatever is on the host. */
const ALWAYS: Readonly<Record<Numbered, Readonly<Record<string, number>>>> = {
  table: { default: 253, main: 254, local: 255 },
  scope: { global: 0, site: 200, link: 253, host: 254, nowhere: 255 },
  protocol: { kernel: 2, boot: 3, static: 4 },
  tos: {},
};

const USR_DIR = '/usr/share/iproute2';
const ETC_DIR = '/etc/iproute2';

export interface TextFiles {
  readonly readText: ReadText;
  readonly glob?: Glob;
}

/** Names of tables, scopes, protocols and classes of traffic as `ip route` has them on this host; read when asked for. */
export class RoutingNames {
  readonly #files: TextFiles;
  readonly #usrDir: string;
  readonly #etcDir: string;
  readonly #read = new Map<Numbered, Readonly<Record<string, number>>>();

  constructor(files: TextFiles, globals: BlockSettings) {
    this.#files = files;
    this.#usrDir = globals.text('iproute_usr_dir') ?? USR_DIR;
    this.#etcDir = globals.text('iproute_etc_dir') ?? ETC_DIR;
  }

  of(kind: Numbered): Readonly<Record<string, number>> {
    const known = this.#read.get(kind) ?? { ...this.#readAll(FILES[kind]), ...ALWAYS[kind] };
    this.#read.set(kind, known);
    return known;
  }

  /** A file of `iproute_etc_dir` stands for that of `iproute_usr_dir`; files of the folders beside them add to it. */
  #readAll(file: string): Readonly<Record<string, number>> {
    const { readText, glob = () => [] } = this.#files;
    const [usr, etc] = [readText(`${this.#usrDir}/${file}`), readText(`${this.#etcDir}/${file}`)];
    const more = [this.#usrDir, this.#etcDir].flatMap((dir) => glob(`${dir}/${file}.d/*.conf`)).map(readText);
    const texts = [etc.ok ? etc : usr, ...more].flatMap((read) => (read.ok ? [read.value] : []));
    return Object.fromEntries(texts.flatMap(namesIn));
  }
}

/** Lines `NUMBER NAME`, the number decimal or hexadecimal. */
const namesIn = (text: string): readonly (readonly [string, number])[] =>
  [...text.matchAll(/^[ \t]*(0x[\da-f]+|\d+)[ \t]+([^\s#]+)/gim)].map(
    ([, number, name]) => [name ?? '', Number(number)] as const,
  );
