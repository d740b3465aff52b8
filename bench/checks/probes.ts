import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { table } from '../../src/cli/table.ts';
import { spread } from '../median.ts';
import { checksOf, configurationOf, runnerFor } from './configuration.ts';
import { pause } from './pause.ts';

const WARM_UP_MS = 10_000;
const MEASURED_MS = 5000;
/** A server of its own process: its CPU is not the daemon's. */
const SERVER = `
const server = require('node:net').createServer((socket) => socket.on('error', () => {}).end());
server.listen(0, '127.0.0.1', 4096, () => console.log(server.address().port));
`;

/** CPU of the process that asks a port so many times a second, each time through a new connection. */
export async function checksProbes({ runs, rate }: { readonly runs: number; readonly rate: number }): Promise<void> {
  const server = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [port] = (await once(server.stdout, 'data')) as [Buffer];
    const inner = `tcp {\n        host 127.0.0.1\n        port ${String(port).trim()}\n    }`;
    const blocks = Array.from({ length: rate }, (_, index) => `check port_${index} {\n    ${inner}\n}`);
    const checks = await checksOf(configurationOf(blocks, []));
    let answered = 0;
    let failed = 0;
    const runner = runnerFor((_, { health }) => {
      answered += 1;
      if (health !== 'up') failed += 1;
    });
    runner.reload(checks, 'warn');
    await pause(WARM_UP_MS);
    const used: number[] = [];
    const rates: number[] = [];
    for (let run = 0; run < runs; run++) {
      answered = 0;
      const [before, fromMs] = [process.cpuUsage(), performance.now()];
      await pause(MEASURED_MS);
      const { user, system } = process.cpuUsage(before);
      const tookMs = performance.now() - fromMs;
      used.push((user + system) / 1000 / tookMs);
      rates.push((answered / tookMs) * 1000);
    }
    await runner.stop();
    console.log(`${rate} tcp probes a second: median [least … greatest] of ${runs} runs\n`);
    const rows = [[spread(used, 3), spread(rates, 0), String(failed)]];
    console.log(table(['CORES', 'ANSWERS A SECOND', 'FAILED'], rows));
  } finally {
    server.kill();
  }
}
