// Rows of cells as text with a character in between, quoted where Go's CSV writer quotes.

import { stringify } from 'csv-stringify/sync';

export function csvText(rows: readonly (readonly string[])[], delimiter = ','): string {
  return stringify([...rows], {
    delimiter,
    // What begins with a blank would lose it, and this end of data is one to some readers.
    quoted_match: /^\s|\r|^\\\.$/,
  });
}
