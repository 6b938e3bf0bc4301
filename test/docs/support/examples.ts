/**
 * The examples of a Markdown page: the `sh` block after a mark `<!-- run: NAME -->`, and what the next `text` block says
 * that it prints. A block after `<!-- setup -->` comes before each of the page's examples.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

export interface Example {
  readonly name: string;
  readonly script: string;
  readonly output: string;
}

/** The address that the pages use. */
const SHOWN_URL = 'http://127.0.0.1:3000';
const MARK = /<!-- run: (\S+) -->/;

const run = promisify(execFile);

/** @throws when a marked example lacks its script or its output. */
export function examplesOf(page: string): Example[] {
  const text = readFileSync(page, 'utf8');
  const [, afterSetup] = text.split('<!-- setup -->');
  const setup = afterSetup === undefined ? '' : block(afterSetup, 'sh');
  const [, ...parts] = text.split(MARK);
  return parts.flatMap((name, index) => {
    const content = parts[index + 1];
    if (index % 2 === 1 || content === undefined) return [];
    return [{ name, script: `${setup}\n${block(content, 'sh')}`, output: block(content, 'text').trim() }];
  });
}

/** What the script prints when the service is at `url`. @throws when it ends with another exit code than 0. */
export async function printedBy({ script }: Pick<Example, 'script'>, url: string): Promise<string> {
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script.replaceAll(SHOWN_URL, url)]);
  return stdout.trim();
}

function block(text: string, language: string): string {
  const [, content] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text) ?? [];
  if (content === undefined) throw new Error(`a block of ${language} is missing after a mark`);
  return content;
}
