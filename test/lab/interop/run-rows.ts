import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { readSeen, record, recordRow, type Takeovers } from '../../interop/seen.ts';
import { type Make, type Row, rowName, type Subject, TABLE } from '../../interop/table.ts';
import { liveTogether } from './life.ts';
import { electInOrder, waitForSilence } from './others.ts';
import { havePeer, type Peer, PEERS } from '../../support/peers.ts';
import { PEER_OF, Routers } from './routers.ts';

const SUBJECTS: Readonly<Record<Subject, (routers: Routers, row: Row) => Promise<Takeovers>>> = {
  life: liveTogether,
  nopreempt: waitForSilence,
  election: electInOrder,
};

/** The first of these that is in a row decides which test file runs it. */
const FILES: readonly Make[] = ['FRR', 'keepalived', 'vipward'];
const fileOf = ({ makes }: Row): Make | undefined => FILES.find((make) => makes.includes(make));

/** Declares a test for each row of the table that belongs to this make and can be tried. */
export function runRows(make: Make): void {
  const rows = TABLE.filter((row) => row.impossible === undefined && fileOf(row) === make);
  describe.concurrent(`with ${make}`, () => {
    const peer = PEER_OF[make];
    if (peer !== undefined) {
      test('docs/interop.md names the version that is here', (context) => {
        if (!havePeer(peer)) context.skip(`not installed: ${peer}`);
        const version = versionOf(peer);
        record({ make, version });
        if (process.env.VIPWARD_INTEROP_RECORD === undefined) expect(readSeen().versions[make]).toBe(version);
      });
    }

    test.for(rows.map((row) => [rowName(row), row] as const))('%s', { timeout: 300_000 }, async ([, row], context) => {
      const routers = await Routers.open(context, row);
      recordRow(row, await SUBJECTS[row.subject](routers, row));
    });
  });
}

function versionOf(peer: Peer): string {
  const [program, ...parameters] = PEERS[peer].probe;
  const { stdout, stderr } = spawnSync(program, parameters, { encoding: 'utf8' });
  return /\d+\.\d+\.\d+/.exec(stdout + stderr)?.[0] ?? `no version in ${stdout}${stderr}`;
}
