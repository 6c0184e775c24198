// The chain of the benchmark as a LangGraph.js graph with SQLite checkpoints, both as they come.
import { Annotation, END, START, StateGraph } from '@langchain/langgraph';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import { ChatOpenAI } from '@langchain/openai';
import { serve } from './serve.mjs';

const [, , provider, model, file] = process.argv;
const chat = new ChatOpenAI({ model, apiKey: 'key', maxRetries: 0, configuration: { baseURL: provider } });
const say = async prompt => (await chat.invoke(prompt)).content;

const State = Annotation.Root({ text: Annotation(), first: Annotation(), second: Annotation(), third: Annotation() });
const graph = new StateGraph(State)
  .addNode('summing', async state => ({ first: await say(`Sum up: ${state.text}`) }))
  .addNode('shortening', async state => ({ second: await say(`Shorten: ${state.first}`) }))
  .addNode('translating', async state => ({ third: await say(`Translate: ${state.second}`) }))
  .addEdge(START, 'summing')
  .addEdge('summing', 'shortening')
  .addEdge('shortening', 'translating')
  .addEdge('translating', END)
  .compile({ checkpointer: SqliteSaver.fromConnString(file) });

await serve(async number => {
  const end = await graph.invoke({ text: `Text number ${number}.` }, { configurable: { thread_id: `${number}` } });
  return end.third;
});
