// "Did you mean": the candidates that look most like a word.

/** Up to `most` candidates within an edit distance that a typing mistake explains, nearest first. */
export function nearest(word: string, candidates: Iterable<string>, most = 3): string[] {
  const lower = word.toLowerCase();
  if (lower.length > 100) return [];
  const allowed = Math.max(1, Math.floor(lower.length / 3));
  return [...new Set(candidates)]
    .filter(candidate => Math.abs(candidate.length - lower.length) <= allowed)
    .map(candidate => ({ candidate, distance: editDistance(lower, candidate.toLowerCase()) }))
    .filter(entry => entry.distance <= allowed)
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate))
    .slice(0, most)
    .map(entry => entry.candidate);
}

/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + cost,
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (beforePrevious[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
