/** Resident memory of a process in MiB, as the system tells it; nothing where it does not tell. */
import { readFileSync } from 'node:fs';

export function residentMib(pid) {
  return statusMib(pid, 'VmRSS');
}

/** The greatest that it has been since the process began. */
export function peakMib(pid) {
  return statusMib(pid, 'VmHWM');
}

function statusMib(pid, field) {
  try {
    const kib = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
  } catch {
    return undefined;
  }
}
