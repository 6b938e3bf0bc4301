import type { FoldedEvent, NewEvent } from '../../event.js';
import type { AnyStreamType, StreamRegistry } from '../../registry.js';
import { parseStreamName, type Recorded } from '../../stream-type.js';
import type { WholeStream } from '../view-writer.js';

export interface NamedStream extends WholeStream {
  readonly name: string;
}

interface OpenStream {
  readonly name: string;
  readonly type: AnyStreamType;
  state: unknown;
  readonly events: Recorded<NewEvent>[];
}

/** Folds events that come stream by stream; a stream is whole when another one follows. */
export class StreamFold {
  private current: OpenStream | undefined;

  /** @param keeps whether a view looks at events of this type itself. */
  constructor(
    private readonly registry: StreamRegistry,
    private readonly keeps: (type: string) => boolean,
  ) {}

  /** @returns the streams that are followed by another one. */
  add(events: readonly FoldedEvent[]): NamedStream[] {
    const ended: NamedStream[] = [];
    for (const event of events) {
      if (this.current?.name !== event.stream) {
        ended.push(...this.end());
        this.current = this.begun(event.stream);
      }
      const { current } = this;
      // Erased: the tombstone after it says what has become of the stream.
      if (event.data === null) continue;
      const recorded = this.registry.recorded(event, current.type);
      current.state = current.type.evolve(current.state, recorded);
      if (this.keeps(event.type)) current.events.push(recorded);
    }
    return ended;
  }

  end(): NamedStream[] {
    const { current } = this;
    this.current = undefined;
    return current ? [{ ...current, id: parseStreamName(current.name).id }] : [];
  }

  private begun(name: string): OpenStream {
    const type = this.registry.typeOf(name);
    return { name, type, state: type.initial, events: [] };
  }
}
