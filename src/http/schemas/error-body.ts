import { FreeObject, Nested, Text } from './properties.js';

/** What a failure or an inspection says beyond its text (`http.md` 6). */
export class Diagnostic {
  @Text() id: string;
  @Text() code: string;
  @Text() severity: string;
  @Text() category: string;
  @Text() title: string;
  @Text() message: string;
  @Text({ optional: true }) suggested_command?: string;
  @Text({ optional: true }) doc_url?: string;
  @Text() data_freshness: string;
  @FreeObject({ optional: true }) evidence?: Record<string, unknown>;
}

/** The body of every failure (`http.md` 5). */
export class ErrorBody {
  @Text() error: string;
  @Nested(() => Diagnostic, { optional: true }) diagnostic?: Diagnostic;
}
