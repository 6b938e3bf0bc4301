import * as fc from 'fast-check';
import { FrameParser } from '../../../src/client/event-stream/frame-parser.js';

describe('the parser of event streams', () => {
  it('reads id, event and data of a frame', () => {
    const frames = new FrameParser().push('id: 7\nevent: task.created\ndata: {"a":1}\n\n');
    expect(frames).toEqual([{ id: '7', event: 'task.created', data: '{"a":1}' }]);
  });

  it('skips comments and fields it does not know', () => {
    expect(new FrameParser().push(': ping\n\nretry: 5\n: ping\n\n')).toEqual([]);
  });

  it('joins several data lines and keeps the id for frames without one', () => {
    const frames = new FrameParser().push('id: 3\ndata: a\ndata: b\n\ndata: c\n\n');
    expect(frames).toEqual([
      { id: '3', event: 'message', data: 'a\nb' },
      { id: '3', event: 'message', data: 'c' },
    ]);
  });

  it('does not take a line end that was cut in two for two line ends', () => {
    const parser = new FrameParser();
    expect([...parser.push('data: a\r'), ...parser.push('\ndata: b\r\n\r'), ...parser.push('\n')]).toEqual([
      { id: undefined, event: 'message', data: 'a\nb' },
    ]);
  });

  it('gives the same frames however the text is cut', () => {
    const text = 'id: 1\r\nevent: x\r\ndata: 1\r\n\r\n: ping\n\nid: 2\ndata: zwölf\n\nid: 3\ndata: a\ndata: b\n\n';
    const whole = new FrameParser().push(text);
    const cuts = fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, (at) => {
        const edges = [0, ...at.sort((a, b) => a - b), text.length];
        const parser = new FrameParser();
        const frames = edges.slice(1).flatMap((end, i) => parser.push(text.slice(edges[i], end)));
        expect(frames).toEqual(whole);
      }),
    );
  });
});
