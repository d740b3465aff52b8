import { testCases } from '../scenario/cases.ts';

testCases('vrrp-timer.jsonl');
