/** The job that every peer is given: of the size of the task that taskledger is given by load-process.mjs. */
export const JOB = {
  title: 'Count the words of one file',
  metadata: { path: '/data/in/part-0001.txt' },
};
export const RESULT = { lines: 1200, words: 8400, checksum: 'd41d8cd98f00b204e9800998ecf8427e' };
export const QUEUE = 'bench';
