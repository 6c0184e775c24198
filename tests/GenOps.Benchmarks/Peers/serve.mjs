// Reads "COUNT AT_ONCE" from standard input, runs so many chains, and answers with the seconds they took, until the input ends.
import { createInterface } from 'node:readline';

export async function serve(run) {
  let number = 0;
  console.log('ready');
  for await (const line of createInterface({ input: process.stdin })) {
    const [count, atOnce] = line.split(' ').map(Number);
    const end = number + count;
    const began = performance.now();
    await Promise.all(Array.from({ length: atOnce }, async () => {
      while (number < end) {
        const answer = await run(++number);
        if (!answer) throw new Error('A chain ended without a text.');
      }
    }));
    console.log(`took ${(performance.now() - began) / 1000}`);
  }
  process.exit(0);
}
