/**
 * Source files with logic whose test is not the mirrored one (`src/vrrp/decode.ts` ↔ `test/vrrp/decode.test.ts`):
 * the edge of the OS, entry points, and files that only make sense together. Each names the test that covers it.
 */
export const COVERED_BY: Readonly<Record<string, string>> = {};
