// Waiting for what comes a moment later.

/** Asks again and again until the answer is there; fails after half a minute with the name of `what` did not come. */
export async function eventually<T>(ask: () => Promise<T | undefined> | T | undefined, what: string): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
