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

/** What a key of an older dialect is called today: a plain name, or a path with a dot; undefined when it is no such key. */
export function modernName(key: string): string | undefined {
  if (camelCase.includes(key)) return key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
  return Object.hasOwn(irregular, key) ? irregular[key] : Object.hasOwn(renamed, key) ? renamed[key] : undefined;
}
