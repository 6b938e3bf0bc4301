/**
 * The command that the demo's workers run, once a run, with the claim on its standard input. A run that names a file is
 * that file's; the summary's, which the service queued by itself, names none. Ends with the result as JSON.
 */
import { text } from 'node:stream/consumers';
import type { Claim } from '../client/index.js';
import { addUp } from './add-up.js';
import type { FileJob } from './file-job.js';
import { processFile } from './process-file.js';

// A worker that was killed reads no longer: then nobody waits for this either.
process.stdout.on('error', () => process.exit(1));

const { task, run } = JSON.parse(await text(process.stdin)) as Claim;
const job = run.metadata as FileJob | undefined;
const result = job ? await processFile(job) : await addUp(process.env.TASKLEDGER_URL ?? '', task.id);
console.log(JSON.stringify(result));
