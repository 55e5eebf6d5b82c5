// Asks again until there is an answer.

const pollMs = 100;

/** The first answer of `ask`. An error counts as none; the last one is in the message where `waitMs` pass without an answer. */
export async function poll<T>(what: string, ask: () => Promise<T | undefined>, waitMs = 60_000): Promise<T> {
  const end = Date.now() + waitMs;
  let last: unknown = 'it never came';
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => { setTimeout(resolve, pollMs); });
  }
  throw new Error(`waited ${waitMs / 1000} s for ${what}: ${String(last)}`);
}
