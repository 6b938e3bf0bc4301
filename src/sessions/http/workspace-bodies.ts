import { IdField, TextField } from '../../http/parsing/fields/index.js';
import type { TextFieldOptions } from '../../http/parsing/fields/text-field.js';
import { QueryInteger, QueryText } from '../../http/parsing/query-field.js';

const NAME: TextFieldOptions = { max: 128, description: 'Unique without regard to case' };

/** POSIX, a drive of Windows, or a share; at most as long as an id in a path may be, so that every one can be asked for. */
const PATH: TextFieldOptions = {
  max: 512,
  description: 'Absolute path, kept as text and never opened',
  patternWords: 'an absolute path',
};
const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/;

/** Body of `createWorkspace`. */
export class CreateWorkspaceBody {
  @TextField({ ...NAME, required: true })
  name: string;

  @TextField({ ...PATH, pattern: ABSOLUTE })
  path?: string;

  @IdField({ description: 'Id to be; drawn when not given' })
  id?: string;
}

/** Body of `updateWorkspace`: at least one member. */
export class UpdateWorkspaceBody {
  @TextField({ ...NAME, blank: 'refuse' })
  name?: string;

  /** A blank path takes the path away. */
  @TextField({ ...PATH, blank: 'keep', pattern: new RegExp(`^$|${ABSOLUTE.source}`) })
  path?: string;
}

/** Query of `listWorkspaces`. */
export class ListWorkspacesQuery {
  @QueryInteger({ min: 0, description: 'Workspaces at most; 0 and anything above 500 mean 500' })
  limit?: number;

  @QueryText({ description: 'X-Next-Cursor of the page before' })
  cursor?: string;
}
