// The chain of the benchmark as a DBOS workflow on PostgreSQL: each call is a step whose answer is recorded before the next.
import { DBOS } from '@dbos-inc/dbos-sdk';
import { serve } from './serve.mjs';

const [, , provider, model, database] = process.argv;

async function say(content) {
  const answer = await fetch(`${provider}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer key' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content }] }),
  });
  if (!answer.ok) throw new Error(`The provider says ${answer.status}.`);
  return (await answer.json()).choices[0].message.content;
}

const chain = DBOS.registerWorkflow(async text => {
  const first = await DBOS.runStep(() => say(`Sum up: ${text}`), { name: 'first' });
  const second = await DBOS.runStep(() => say(`Shorten: ${first}`), { name: 'second' });
  return await DBOS.runStep(() => say(`Translate: ${second}`), { name: 'third' });
}, { name: 'chain' });

DBOS.setConfig({ name: 'chain', systemDatabaseUrl: database, runAdminServer: false, logLevel: 'error' });
await DBOS.launch();
await serve(number => chain(`Text number ${number}.`));
