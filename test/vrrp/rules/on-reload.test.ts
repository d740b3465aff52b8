import { testCases } from '../scenario/cases.ts';

testCases('vrrp-reload.jsonl');
