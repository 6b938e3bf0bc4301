import { Rejection } from '../../ledger/rejection.js';
import type { TextRule } from './profile-rules.js';

/**
 * Takes the members of a draft one by one, each brought into its normal form, and keeps the first thing that is wrong
 * with any. What has no value is left out of the document.
 */
export class ProfileReader {
  private problem: string | undefined;

  /** The refusal of the draft, if anything was wrong: `validation_failed`. */
  get refusal(): Rejection | undefined {
    if (this.problem === undefined) return undefined;
    return new Rejection('validation_failed', `set_task_execution_profile.${this.problem}`);
  }

  /** Notes what is wrong with a member, unless something before it was. */
  wrong(member: string, problem: string | undefined): void {
    if (problem !== undefined) this.problem ??= `${member} ${problem}`;
  }

  /** One of a closed list of words, the first of which is the default. */
  word<Word extends string>(member: string, raw: string | undefined, words: readonly [Word, ...Word[]]): Word {
    const wanted = raw?.trim().toLowerCase() ?? '';
    const found = wanted === '' ? words[0] : words.find((word) => word === wanted);
    if (found === undefined) this.wrong(member, `must be one of ${words.join(', ')}`);
    return found ?? words[0];
  }

  text<Name extends string>(
    section: string,
    name: Name,
    draft: Readonly<Partial<Record<Name, string>>>,
    rule?: TextRule,
  ): Partial<Record<Name, string>> {
    const text = draft[name]?.trim() ?? '';
    if (text === '') return {};
    this.wrong(`${section}.${name}`, rule?.(text));
    return single(name, text);
  }

  /** A list without blanks and repetitions, sorted; an empty one is none. */
  list<Name extends string>(
    section: string,
    name: Name,
    draft: Readonly<Partial<Record<Name, readonly string[]>>>,
    rule: TextRule,
  ): Partial<Record<Name, readonly string[]>> {
    const texts = (draft[name] ?? []).map((text) => text.trim()).filter((text) => text !== '');
    if (texts.length === 0) return {};
    for (const text of texts) this.wrong(`${section}.${name}`, of(rule(text)));
    return single(name, [...new Set(texts)].sort());
  }
}

function of(problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : `has an item that ${problem}`;
}

function single<Name extends string, Value>(name: Name, value: Value): Partial<Record<Name, Value>> {
  const member: Partial<Record<Name, Value>> = {};
  member[name] = value;
  return member;
}
