import { testCases } from '../cases.ts';

testCases('vrrp-local.jsonl');
