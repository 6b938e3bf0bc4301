import { type Frame, FrameParser } from './frame-parser.js';

/**
 * The frames of a response as they come. `heard` is called for every piece of it, pings included, so that the caller
 * can tell a quiet stream from a dead one.
 */
export async function* readFrames(response: Response, heard: () => void): AsyncGenerator<Frame, void, undefined> {
  if (response.body === null) return;
  const parser = new FrameParser();
  const decoder = new TextDecoder();
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    heard();
    yield* parser.push(decoder.decode(chunk, { stream: true }));
  }
}
