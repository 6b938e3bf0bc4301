import {
  ACTOR_KINDS,
  type ActorKind,
  ORIGIN_KINDS,
  type OriginKind,
  OWNER_KINDS,
  type OwnerKind,
} from '../../tasks/domain/vocabulary.js';
import { Text, Word } from './properties.js';

/** Who caused something. */
export class Actor {
  @Word(ACTOR_KINDS) kind: ActorKind;
  @Text() ref: string;
}

/** The way by which a cause came in. */
export class Origin {
  @Word(ORIGIN_KINDS) kind: OriginKind;
  @Text() ref: string;
}

/** Who owns a task. */
export class Owner {
  @Word(OWNER_KINDS) kind: OwnerKind;
  @Text() ref: string;
}
