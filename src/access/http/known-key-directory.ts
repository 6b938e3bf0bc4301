import { Injectable } from '@nestjs/common';
import { KeyDirectory, type KeyGrant } from '../../http/identity/key-directory.js';
import { hashOfSecret } from '../commands/key-secret.js';
import { KeyUses } from '../views/key-uses.js';
import { KnownKeys } from '../views/known-keys.js';

/** The keys as the caller guard sees them. */
@Injectable()
export class KnownKeyDirectory extends KeyDirectory {
  constructor(
    private readonly keys: KnownKeys,
    private readonly uses: KeyUses,
  ) {
    super();
  }

  override async find(presented: string): Promise<KeyGrant | undefined> {
    const credential = await this.keys.find(hashOfSecret(presented));
    if (!credential) return undefined;
    const { id, principal_ref, role, workspace_id, fronts } = credential.key;
    this.uses.used(id);
    const bound = workspace_id === undefined ? {} : { workspaceId: workspace_id };
    const meant = fronts === undefined ? {} : { fronts };
    return { principal: { ref: principal_ref, role, keyId: id, ...bound, ...meant }, life: credential };
  }
}
