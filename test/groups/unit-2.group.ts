import { runGroup } from './run-group.js';

runGroup('unit', 2);
