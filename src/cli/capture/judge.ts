import { existsSync } from 'node:fs';
import type { Judge } from '../../capture/verdict.ts';
import { countBySeverity } from '../../config/diagnostic.ts';
import { readConfiguration } from '../../daemon/configuration.ts';
import { Netlink } from '../../linux/netlink.ts';
import type { IpAddress } from '../../model/address.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { DEFAULT_CONFIG, readerFor, type ReaderOptions } from '../options.ts';

/** The node that says what it would accept, or in a sentence why nothing is judged. */
export interface Reading {
  readonly judge: Judge | undefined;
  readonly note: string;
}

/** Reads this node's configuration and addresses. An error: a configuration was asked for and cannot be used. */
export async function readJudge(
  options: ReaderOptions & { readonly config?: string },
): Promise<Result<Reading, string>> {
  const file = options.config ?? DEFAULT_CONFIG;
  if (options.config === undefined && !existsSync(file)) {
    return ok({ judge: undefined, note: `there is no ${file}: senders are shown and not judged (--config FILE)` });
  }
  const { model, diagnostics } = await readConfiguration(file, readerFor(options));
  if (model !== undefined) {
    const judge = { instances: model.instances, addressesOf: hostAddresses() };
    return ok({ judge, note: `judged by ${file}` });
  }
  const { errors } = countBySeverity(diagnostics);
  const note = `${file} has ${errors} error(s): vipward validate ${file} names them`;
  return options.config === undefined ? ok({ judge: undefined, note: `${note}; senders are not judged` }) : err(note);
}

/** Addresses as they are when asked: a master's VIPs come and go, and are no source of adverts. */
function hostAddresses(): Judge['addressesOf'] {
  const netlink = Netlink.open();
  if (!netlink.ok) return () => [];
  const [links, addresses] = [netlink.value.links(), netlink.value.addresses()];
  netlink.value.close();
  if (!links.ok || !addresses.ok) return () => [];
  const all = addresses.value.map(({ address }) => address);
  const byName = new Map<string, readonly IpAddress[]>(
    links.value.map(({ index, name }) => [
      name,
      addresses.value.filter((held) => held.index === index).map(({ address }) => address),
    ]),
  );
  return (name) => (name === 'unknown' ? all : (byName.get(name) ?? []));
}
