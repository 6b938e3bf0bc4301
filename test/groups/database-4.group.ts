import { runGroup } from './run-group.js';

runGroup('database', 4);
