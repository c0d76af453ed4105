// Workflows and build files of any size, for measuring.

/** `count` independent steps, two at a time. */
export function manySteps(count) {
  const steps = Array.from({ length: count }, (_, at) => `  - id: s${at}\n    run: "true"\n`);
  return `max_active_steps: 2\nsteps:\n${steps.join('')}`;
}

/** The same for ninja: `count` edges without inputs. */
export function manyEdges(count) {
  const edges = Array.from({ length: count }, (_, at) => `build s${at}: run\n`);
  return `rule run\n  command = true\n${edges.join('')}`;
}

/** A file that uses much of the format: eight lines a step. */
export function richFile(steps) {
  const lines = [
    'description: a large workflow',
    'params:',
    '  - name: TARGET',
    '    default: lab',
    'env:',
    '  - MODE: fast',
    'steps:',
  ];
  for (let at = 0; at < steps; at++)
    lines.push(
      `  - id: step_${at}`,
      `    description: Step number ${at} of many`,
      `    run: echo "\${params.TARGET} ${at}"`,
      at === 0 ? '    timeout_sec: 60' : `    depends: [step_${at - 1}]`,
      '    env:',
      `      - PLACE: "\${env.MODE}-${at}"`,
      '    retry_policy: {limit: 2, interval_sec: 5}',
      '    continue_on: {failure: true}',
    );
  return `${lines.join('\n')}\n`;
}
