import { testCases } from '../scenario/cases.ts';

testCases('vrrp-all-bad.jsonl');
