// What import.meta.url is in bundles: some libraries ask for it, and CommonJS has none.

import { pathToFileURL } from 'node:url';

export const moduleUrl = pathToFileURL(__filename).href;
