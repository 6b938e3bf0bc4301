import { hash } from 'node:crypto';

/**
 * The hash that stands for a lease: SHA-256 of run id, epoch and the server's secret (architecture.md 12, decision 9).
 * No raw token exists, so none can leak; the hash differs with every claim.
 */
export class ClaimTokens {
  constructor(private readonly secret: string) {}

  /** `sha256:` and 64 lower-case hex digits. */
  hash(runId: string, epoch: number): string {
    return `sha256:${hash('sha256', `${runId}:${epoch}:${this.secret}`)}`;
  }
}
