/** `npm run bench -- NAME [--runs N]`: measurements beside keepalived or of one way beside another, in the same run. */
import { Command } from 'commander';
import { addresses } from './addresses.ts';
import { advertsCpu } from './adverts/cpu.ts';
import { advertsJitter } from './adverts/jitter.ts';
import { advertsTakeovers } from './adverts/takeovers.ts';
import { checksCpu } from './checks/cpu.ts';
import { checksDelay } from './checks/delay.ts';
import { checksMemory } from './checks/memory.ts';
import { checksProbes } from './checks/probes.ts';
import { failover } from './failover.ts';
import { footprint } from './footprint.ts';
import { spawn } from './spawn.ts';
import { history } from './history.ts';

const DEFAULT_RUNS = 5;
const DEFAULT_SPAWN_RUNS = 300;

const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`"${text}" is not a number of runs`);
  return value;
};

const program = new Command('bench').description('vipward beside keepalived, on this machine, in network namespaces');
program
  .command('failover')
  .description('how long clients are without an answer: stop, service death, crash, freeze, link down')
  .option('--runs <n>', 'runs of each scenario and daemon', positive, DEFAULT_RUNS)
  .option('--only <scenario>', 'one scenario')
  .action(failover);
program
  .command('footprint')
  .description('time from start to ready, and memory (PSS) of both processes')
  .option('--runs <n>', 'runs', positive, DEFAULT_RUNS)
  .action(footprint);
program
  .command('spawn')
  .description('what starting a check costs the daemon: both backends, small and large heap')
  .option('--runs <n>', 'runs of each backend and heap', positive, DEFAULT_SPAWN_RUNS)
  .action(spawn);
program
  .command('history')
  .description('how long `vipward history` takes over a year of a host: 200 000 entries')
  .option('--runs <n>', 'runs of each query', positive, DEFAULT_RUNS)
  .action(history);
program
  .command('addresses')
  .description('how long one instance takes to release and to take over many addresses')
  .option('--runs <n>', 'runs of each daemon', positive, DEFAULT_RUNS)
  .option('--count <n>', 'addresses', positive, 500)
  .action(addresses);
const adverts = program.command('adverts').description('what many instances cost, and how well they keep their time');
adverts
  .command('cpu', { isDefault: true })
  .description('CPU of 250 instances at 10 adverts a second and of 1000 at 1, as master and as backup')
  .option('--runs <n>', 'runs of each daemon', positive, DEFAULT_RUNS)
  .option('--only <workload>', 'workloads with this in their names')
  .action(advertsCpu);
adverts
  .command('jitter')
  .description('how even the adverts of 250 instances leave while all cores are busy')
  .option('--runs <n>', 'runs of each daemon', positive, DEFAULT_RUNS)
  .action(advertsJitter);
adverts
  .command('takeovers')
  .description('whether a backup takes over from a living master at 100 ms adverts while all cores are busy')
  .option('--seconds <n>', 'how long', positive, 600)
  .action(advertsTakeovers);
const checks = program.command('checks').description('what many checks cost, and how well they keep their time');
checks
  .command('cpu', { isDefault: true })
  .description('CPU of 500 scripts a second, beside keepalived')
  .option('--runs <n>', 'runs of each daemon', positive, DEFAULT_RUNS)
  .option('--rate <n>', 'scripts a second', positive, 500)
  .action(checksCpu);
checks
  .command('delay')
  .description('how late scripts start, and the heartbeat beside them')
  .option('--rate <n>', 'scripts a second', positive, 200)
  .action(checksDelay);
checks
  .command('memory')
  .description('memory over very many runs at full speed')
  .option('--runs <n>', 'runs of /bin/true', positive, 100_000)
  .action(checksMemory);
checks
  .command('probes')
  .description('CPU of 1000 tcp probes a second')
  .option('--runs <n>', 'measurements', positive, DEFAULT_RUNS)
  .option('--rate <n>', 'probes a second', positive, 1000)
  .action(checksProbes);

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
