// Keys of older dialects and what they are called today (dagu-format.md 1.4, 7.3).

const camelCase =
  'workingDir skipIfSuccessful catchupWindow overlapPolicy logDir logOutput handlerOn mailOn errorMail infoMail waitMail timeoutSec delaySec restartWaitSec histRetentionDays histRetentionRuns maxActiveRuns maxActiveSteps maxCleanUpTimeSec maxOutputSize runConfig workerSelector registryAuths shellPackages continueOn retryPolicy repeatPolicy mailOnError signalOnStop intervalSec exitCode maxIntervalSec markSuccess maxConcurrent disableParamEdit disableRunIdEdit attachLogs pullPolicy keepContainer waitFor logPattern restartPolicy startPeriod strictHostKey knownHostFile accessKeyId secretAccessKey sessionToken forcePathStyle tlsSkipVerify sentinelMaster sentinelAddrs clusterAddrs maxRetries budgetTokens includeInOutput maxTokens topP apiKeyName maxToolIterations maxContextTokens observationMaxBytes observationKeepRecent'.split(
    ' ',
  );

const irregular: Readonly<Record<string, string>> = {
  artifactDir: 'artifacts.dir',
  enableArtifact: 'artifacts.enabled',
  forwardHeaders: 'webhook.forward_headers',
  disableSSL: 'disable_ssl',
  baseURL: 'base_url',
};

/** Keys that were removed, and keys of which Dagu says nothing but whose new name is known. */
const renamed: Readonly<Record<string, string>> = {
  precondition: 'preconditions',
  dir: 'working_dir',
  cancel: 'abort',
  max_retries: 'limit',
};

/** The name today of a key in camelCase; undefined when it is none that Dagu ever had. */
export function snakeName(key: string): string | undefined {
  if (camelCase.includes(key)) return key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
  const other = Object.hasOwn(irregular, key) ? irregular[key] : undefined;
  return other?.includes('.') === true ? undefined : other;
}

/** What a key of an older dialect is called today: a plain name, or a path with a dot; undefined when it is no such key. */
export function modernName(key: string): string | undefined {
  if (Object.hasOwn(renamed, key)) return renamed[key];
  return snakeName(key) ?? (Object.hasOwn(irregular, key) ? irregular[key] : undefined);
}
