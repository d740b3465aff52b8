/**
 * Source files with logic whose test is not the mirrored one (`src/vrrp/decode.ts` ↔ `test/vrrp/decode.test.ts`), each
 * with the test that covers it. A pure file's test must reach it through its imports. A folder (it ends in `/`) may be
 * listed only where the OS is touched; its tests may run the built program instead, as those of the lab do.
 */
export const COVERED_BY: Readonly<Record<string, string>> = {
  'src/lab/': 'test/lab/',
  'src/linux/': 'test/lab/',
  'src/probes/script/': 'test/probes/script/',
  'src/dataplane/main.ts': 'test/lab/failover.test.ts',
  'src/cli/main.ts': 'test/lab/failover.test.ts',
  'src/cli/demo.ts': 'test/lab/demo.test.ts',
  'src/cli/demo/': 'test/lab/demo.test.ts',
};
