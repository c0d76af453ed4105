// A person at the terminal of a run: what they are asked, and that the run goes on with what they say.

import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock';
import { start } from '../../src/cli/commands/start';
import { runProgram } from '../../src/cli/program';

/** Nothing of it needs a process. */
const workflow = `
steps:
  - id: ask
    action: human.task
    with:
      prompt: Which version?
      form:
        type: object
        properties:
          version: {type: string, pattern: "^v"}
          count: {type: integer, default: 2}
          sure: {type: boolean}
        required: [version, sure]
  - id: look
    action: outputs.write
    depends: ask
    with: {values: {seen: "\${steps.ask.outputs.version} x \${steps.ask.outputs.count}, \${steps.ask.outputs.sure}"}}
    approval: {prompt: Good?, input: [NOTE], required: [NOTE]}
  - {id: end, action: log.write, with: {message: "noted $NOTE"}, depends: look}
`;

describe('a person at the terminal', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'restep-ask-'));
    writeFileSync(join(dir, 'flow.yaml'), workflow);
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** Starts the workflow; the answers are given in turn, and undefined leaves. */
  async function play(answers: readonly (string | undefined)[]) {
    const questions: string[] = [];
    const texts = { out: '', err: '' };
    const channel = (name: 'out' | 'err') => ({
      write: (text: string) => {
        texts[name] += text;
      },
      closed: () => false,
      terminal: false,
      color: false,
      columns: () => 80,
      rows: () => 24,
    });
    const left = [...answers];
    const exit = await runProgram(['start', 'flow.yaml'], [start], '1.2.3', {
      cwd: dir,
      home: dir,
      env: { RESTEP_HOME: join(dir, 'home'), USER: 'kim' },
      clock: systemClock,
      programDir: dir,
      screen: { out: channel('out'), err: channel('err') },
      onSignal: () => () => undefined,
      ask: async question => {
        questions.push(question);
        return left.shift();
      },
    });
    return { exit, questions, ...texts };
  }

  it('is asked for each value, again when it does not fit, and the run goes on', async () => {
    const { exit, questions, out } = await play(['3', 'v3', '', '', 'true', 'x', 'a', '', 'fine']);
    assert.deepEqual(questions, [
      '\nask: Which version?\nversion: ',
      'version: must match ^v.\nversion: ',
      'count (else 2): ',
      'sure (true | false): ',
      'sure: a value is needed.\nsure (true | false): ',
      '\nlook: Good?\n[a]pprove, [r]eject or push [b]ack? ',
      '\nlook: Good?\n[a]pprove, [r]eject or push [b]ack? ',
      'NOTE: ',
      'NOTE: a value is needed.\nNOTE: ',
    ]);
    assert.equal(exit, 0);
    assert.match(out, /Result: Succeeded\n$/);
    assert.match(out, /look +\[succeeded\].*was approved by kim/);
  });

  it('may leave, and the run stays waiting', async () => {
    const { exit, out } = await play(['v3', undefined]);
    assert.equal(exit, 0);
    assert.match(out, /Result: Waiting\n$/);
  });

  it('may reject, with a reason', async () => {
    const { out } = await play(['v3', '', 'false', 'r', 'too early']);
    assert.match(out, /It was rejected by kim: too early[\s\S]*Result: Rejected\n$/);
  });

  it('may push back without what an approval needs, and is asked anew', async () => {
    const { out, questions } = await play(['v3', '', 'true', 'b', '', 'r', '']);
    assert.equal(questions.filter(question => question.includes('Good?')).length, 2);
    assert.match(out, /pushed back once/);
  });
});
