/**
 * The log: one line each on standard error, JSON for machines or text for people, never a secret. Everything logs
 * through Nest's `Logger`, which ends here.
 */
import type { LoggerService } from '@nestjs/common';
import type { LogFormat, LogLevel } from '../configuration/settings.js';
import { jsonLine, logFields, textLine } from './log-line.js';

const LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];

/** What the framework says of its own start, of use to developers only. */
const FRAMEWORK = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

export interface LogOptions {
  /** Least level that is written. */
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Takes the finished lines; standard error unless said otherwise. */
  readonly write?: (line: string) => void;
}

/** The format that was set; without one, text where a person watches the terminal. */
export function chooseLogFormat(chosen: LogFormat | undefined): LogFormat {
  return chosen ?? (process.stdout.isTTY ? 'text' : 'json');
}

/** Nest's logger interface on our log. A message may be text, an error, or an object of fields with `msg`. */
export class TaskledgerLogger implements LoggerService {
  private readonly write: (line: string) => void;

  constructor(private readonly options: LogOptions) {
    this.write = options.write ?? ((line) => void process.stderr.write(line));
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.line('info', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.line('error', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.line('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.line('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.line('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.line('debug', message, rest);
  }

  /** Nest passes the context last, and before it whatever else was given: a stack, an error, fields. */
  private line(given: LogLevel, message: unknown, rest: readonly unknown[]): void {
    const last = rest.at(-1);
    const context = typeof last === 'string' ? last : undefined;
    const level = given === 'info' && context !== undefined && FRAMEWORK.has(context) ? 'debug' : given;
    if (LEVELS.indexOf(level) > LEVELS.indexOf(this.options.level)) return;
    const others = context === undefined ? rest : rest.slice(0, -1);
    const fields = Object.assign({}, ...others.map(extraFields), logFields(message)) as Record<string, unknown>;
    const whole = { level, time: new Date().toISOString(), context, ...fields };
    this.write(this.options.format === 'json' ? jsonLine(whole) : textLine(whole));
  }
}

function extraFields(extra: unknown): object {
  if (extra === undefined || extra === null) return {};
  if (typeof extra === 'string') return logFields({ error: { stack: extra } });
  return extra instanceof Error ? { error: logFields(extra).error } : logFields(extra);
}
