/** Writes docs/errors.md from the error catalogue of the built service. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { errorDocumentation } from '../dist/src/http/errors/documentation.js';

mkdirSync(new URL('../docs/', import.meta.url), { recursive: true });
writeFileSync(new URL('../docs/errors.md', import.meta.url), errorDocumentation());
