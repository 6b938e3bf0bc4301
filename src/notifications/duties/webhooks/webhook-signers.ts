import type { WebhookSecrets } from '../../../access/views/webhook-secrets.js';
import type { SecretsByPrincipal } from './webhook-worker.js';

/** The secret of the caller's newest key that has one, else the service's own, else none (`http.md` 11.9). */
export class WebhookSigners implements SecretsByPrincipal {
  constructor(
    private readonly ofKeys: Pick<WebhookSecrets, 'newestOf'>,
    private readonly ofService: string | undefined,
  ) {}

  async of(principal: string): Promise<string | undefined> {
    return (await this.ofKeys.newestOf(principal)) ?? this.ofService;
  }
}
