import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ResourceScopes } from '../../http/identity/resource-scopes.js';
import { Rejection } from '../../ledger/rejection.js';
import { ReviewPlaces } from '../views/review-places.js';

/** Tells the guards where reviews belong. */
@Injectable()
export class ReviewScopes implements OnModuleInit {
  constructor(
    private readonly scopes: ResourceScopes,
    private readonly places: ReviewPlaces,
  ) {}

  onModuleInit(): void {
    this.scopes.register('review', {
      workspaceOf: (id) => this.places.ofReview(id),
      within: (workspaceId, ids) => this.places.within(workspaceId, ids),
      notFound: (id) => new Rejection('review_not_found', `review ${id} does not exist`),
    });
  }
}
