import type { Selectors, WorkerSelectors } from '../../tasks/domain/execution-profile.js';

/** What a profile may ask for, as the operator has it. */
export interface ProfileAllowance {
  /** Whether sections may name provider and model. */
  readonly providerOverride: boolean;
  readonly sandboxNone: boolean;
  readonly sandboxRef: boolean;
}

export interface ProviderDraft {
  readonly agent_name?: string;
  readonly provider?: string;
  readonly model?: string;
}

/** The members of a section that are lists of names. */
export type ListsOf<Section> = Pick<Section, Extract<keyof Section, `${string}_${'names' | 'ids' | 'capabilities'}`>>;
export type SelectorsDraft = ListsOf<Selectors>;

/** A profile as somebody has written it: any text in place of the words, lists in any order. */
export interface ProfileDraft {
  readonly coordinator?: ProviderDraft & { readonly mode?: string; readonly guidance?: string };
  readonly worker?: ProviderDraft & ListsOf<WorkerSelectors> & { readonly mode?: string };
  readonly review?: ProviderDraft & SelectorsDraft;
  readonly participants?: SelectorsDraft;
  readonly sandbox?: { readonly mode?: string; readonly sandbox_ref?: string };
  readonly runtime?: { readonly mode?: string };
}
