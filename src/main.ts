/**
 * The service: the same as `taskledger serve`.
 */
import { runCommand } from './cli/run-command.js';
import { serve } from './cli/serve.js';

const only = { name: serve.name, load: () => Promise.resolve(serve) };
process.exit(await runCommand([only], [serve.name, ...process.argv.slice(2)]));
