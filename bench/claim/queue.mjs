/** A queue of the wanted depth, made in a service that has nothing queued and has served no claim. */
import pg from 'pg';
import { fillQueue } from './fill.mjs';
import { makePrototypes } from './prototypes.mjs';

/** @param post of connect.mjs @param url of the service's database @returns the workspaces' ids by their names in mix.mjs */
export async function makeQueue(post, url, { depth, log }) {
  const places = {};
  for (const name of ['open', 'channelled', 'elsewhere']) {
    places[name] = (await post('/api/workspaces', { name: `bench ${name}` })).workspace.id;
  }
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  try {
    const kinds = await makePrototypes(post, database, places);
    await fillQueue(url, { runs: depth, kinds, log });
    // The service remembers them without the constraints that they were given behind its back: such a run would not leave
    // the class that the table says, and would be offered again after its claim. The copies it has never seen.
    for (const { taskId } of kinds) await post(`/api/tasks/${taskId}/cancel`);
    return places;
  } finally {
    await database.end();
  }
}
