import { MIN_PROMPT, MODEL_PROVIDERS } from '../../tasks/domain/vocabulary.js';
import {
  AddressField,
  ChoiceField,
  ExactWordField,
  JsonSchemaField,
  LongPromptField,
  NameField,
  PromptField,
  ResponseFormatField,
  SessionTimeoutField,
  WebhookUrlField,
} from './request-fields.js';

const WAIT = "Whether to answer at the run's end, or when that takes too long; else at once";

/** What both fronts take, all of it optional; null means the task's default. */
class CalledRunBody {
  @NameField('Of the worker') model?: string;

  @WebhookUrlField() webhook_url?: string;

  @ResponseFormatField() response_format?: 'text' | 'json';

  @JsonSchemaField() json_schema?: unknown;

  @ChoiceField(WAIT) wait_for_completion?: boolean;
}

/** Body of a call of the numbered run front (`http.md` 14). */
export class NumberedRunBody extends CalledRunBody {
  @LongPromptField(MIN_PROMPT)
  prompt?: string;

  @ExactWordField(MODEL_PROVIDERS, 'Of the model')
  provider?: string;

  @ChoiceField('Whether the worker is shown the steps of the last run that did the same')
  use_cached_workflow?: boolean;
}

/** Body of a call of the task run front (`http.md` 15). */
export class TaskRunBody extends CalledRunBody {
  @PromptField()
  prompt?: string;

  @NameField('Of the model')
  provider?: string;

  @NameField('Means something to the worker alone')
  auth_context_id?: string;

  @AddressField('Where the worker begins')
  initial_url?: string;

  @SessionTimeoutField()
  session_timeout?: number;
}
