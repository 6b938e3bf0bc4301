/** Writes docs/status.md, the state diagram with its tables, from the status table of the built service. */
import { writeFileSync } from 'node:fs';
import { statusDocumentation } from '../dist/src/tasks/domain/status-documentation.js';

writeFileSync(new URL('../docs/status.md', import.meta.url), statusDocumentation());
