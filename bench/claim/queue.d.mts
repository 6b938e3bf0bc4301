type Post = (path: string, body?: object, headers?: Readonly<Record<string, string>>) => Promise<unknown>;

interface QueueWanted {
  readonly depth: number;
  readonly log: (line: string) => void;
}

export function makeQueue(
  post: Post,
  url: string,
  wanted: QueueWanted,
): Promise<Record<'open' | 'channelled' | 'elsewhere', string>>;
