/** Work that comes back: one name, an interval, and one command per finding (architecture.md section 6). */
export interface Duty {
  /** Shown in health and metrics, such as `lease_expiry`. */
  readonly name: string;
  readonly intervalMs: number;
  /** The first turn comes as soon as this instance leads, and not an interval later: what waits already cannot wait on. */
  readonly atOnce?: true;
  /** Looks once and acts; throwing is reported and never stops the other duties. */
  run(): Promise<DutyReport>;
}

export interface DutyReport {
  /** What was found and acted on. */
  readonly findings: number;
}
