// The thread that reads, picks and writes data: large ones take their time.

import { parentPort } from 'node:worker_threads';
import { convertData } from '../engine/data/conversion';
import type { DataRequest } from '../engine/data/data-request';
import { readYamlValue } from '../syntax/yaml-value';
import { writeYaml } from '../syntax/yaml-writer';

parentPort?.on('message', (request: DataRequest) => {
  parentPort?.postMessage(convertData(request, { read: readYamlValue, write: writeYaml }));
});
