import { testCases } from '../cases.ts';

testCases('vrrp-timer.jsonl');
