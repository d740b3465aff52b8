import { testCases } from '../scenario/cases.ts';

testCases('vrrp-local.jsonl');
