import { runRows } from './run-rows.ts';

runRows('keepalived');
