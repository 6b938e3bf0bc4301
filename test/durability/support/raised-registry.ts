import { StreamRegistry } from '../../../src/ledger/registry.js';

/** What another release registers: the same streams and views, each view of the next version. */
export class RaisedRegistry extends StreamRegistry {
  constructor(private readonly earlier: StreamRegistry) {
    super();
  }

  override typeOf(stream: string): ReturnType<StreamRegistry['typeOf']> {
    return this.earlier.typeOf(stream);
  }

  override inlineViews(): ReturnType<StreamRegistry['inlineViews']> {
    return this.earlier.inlineViews().map(raised);
  }

  override followerViews(): ReturnType<StreamRegistry['followerViews']> {
    return this.earlier.followerViews().map(raised);
  }
}

function raised<V extends { readonly version: number }>(view: V): V {
  return { ...view, version: view.version + 1 };
}
