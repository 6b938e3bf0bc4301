import { type KeyedService, startKeyedService } from '../../access/support/keyed-service.js';
import { makePlace, newTask, refused } from '../../support/place.js';
import {
  deleteSubscription,
  getSubscription,
  newBridge,
  postSubscription,
  subscriptionsOf,
} from '../support/bridges.js';

let service: KeyedService;

beforeAll(async () => {
  service = await startKeyedService();
});

afterAll(() => service.close());

describe('a key that is bound to a workspace', () => {
  it('subscribes its tasks to its bridges, and knows of no others', async () => {
    const place = await makePlace(service.admin);
    const chat = await newBridge(service.admin, { enabled: false });
    const local = await newBridge(service.admin, { scope: 'workspace', workspace: place.workspaceId, enabled: false });
    const body = { bridge_instance_id: chat.id, delivery_mode: 'direct-send', peer_id: 'peer' };
    const bound = await service.key({ role: 'operator', label: 'bound', workspace: place.workspaceId });
    const [task, foreign] = [await place.task(), await newTask(service.admin)];
    const own = { ...body, bridge_instance_id: local.id };
    const { subscription } = (await postSubscription(bound.api, task.id, own)).body;
    expect((await getSubscription(bound.api, task.id, subscription.subscription_id)).status).toBe(200);
    expect(await subscriptionsOf(bound.api, task.id)).toEqual([subscription]);
    for (const bridge_instance_id of [chat.id, 'brg-none']) {
      const answer = postSubscription(bound.api, task.id, { ...own, bridge_instance_id });
      await refused(answer, 404, `bridge ${bridge_instance_id} not found`);
    }
    const theirs = (await postSubscription(service.admin, foreign.id, body)).body.subscription.subscription_id;
    const words = `task ${foreign.id} does not exist`;
    await refused(postSubscription(bound.api, foreign.id, own), 404, words);
    await refused(getSubscription(bound.api, foreign.id, theirs), 404, words);
    await refused(deleteSubscription(bound.api, foreign.id, theirs), 404, words);
    await refused(bound.api.get(`/api/tasks/${foreign.id}/notifications/bridges`), 404, words);
    await refused(getSubscription(bound.api, task.id, theirs), 404, `task ${task.id} has no subscription ${theirs}`);
    expect((await deleteSubscription(bound.api, task.id, subscription.subscription_id)).status).toBe(204);
  });
});
