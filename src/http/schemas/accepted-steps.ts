import { Integer } from './properties.js';

/** What a progress report answers (`http.md` 11.7). */
export class AcceptedSteps {
  @Integer() accepted: number;
}
