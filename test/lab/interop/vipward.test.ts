import { runRows } from './run-rows.ts';

runRows('vipward');
