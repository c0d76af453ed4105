// Actions that steer a workflow or say something: noop, log.write, exec, calls, routers, people, waiting.

import { any, field, list, map, mapOf, table, text, words } from '../fields/field';
import { type BuiltIn, builtIn } from './built-in';
import { checkAddress, checkDuration, checkTime } from './checks';
import { checkForm } from './form';
import { given, givenText, type Input, refuse } from './input';
import { checkRoutes } from './routes';

const dag = field(
  'dag',
  text,
  'The workflow to run: a later document of this file, a file beside it, or a name in the folder of workflows.',
);
const params = field('params', any, 'The parameters of that run: a mapping, a list or a text such as `KEY=value`.');
const pollInterval = field('poll_interval', text, 'The time between two looks, such as 500ms.', { default: '1s' });

const status = { kind: 'integer', minimum: 100, maximum: 599 } as const;

export const flowActions: readonly BuiltIn[] = [
  builtIn('noop', 'Does nothing and succeeds; it takes no input.', table(), { check: checkNoop }),
  builtIn(
    'log.write',
    'Writes a message to stdout.',
    table(field('message', text, 'The text to print; a line break is added when it does not end in one.')),
    {
      required: ['message'],
    },
  ),
  builtIn(
    'exec',
    'Starts a program without a shell.',
    table(
      field('command', text, 'The program to start: one name or path, which is not split at blanks.'),
      field('args', list(any), 'The arguments of the program, each one word.'),
    ),
    { kind: 'cmd', required: ['command'], asFields: true },
  ),
  builtIn(
    'dag.run',
    'Runs another workflow and waits for its end; its result is printed as JSON.',
    table(dag, params),
    {
      required: ['dag'],
      asFields: true,
      check: checkParams,
    },
  ),
  builtIn(
    'dag.enqueue',
    'Puts a run of another workflow into a queue, without waiting.',
    table(dag, params, field('queue', text, 'The queue that the run waits in.')),
    {
      required: ['dag'],
      asFields: true,
      check: checkParams,
    },
  ),
  builtIn(
    'router.route',
    'Chooses by a value which steps run. Every matching route fires.',
    table(
      field('value', text, 'The text that the patterns are compared with, usually a reference.'),
      field(
        'routes',
        map,
        'From patterns to lists of steps: a whole line, or `re:` and an expression. `re:.*` matches everything.',
      ),
    ),
    { unknownKeys: 'ignore', required: ['value', 'routes'], check: checkRouter },
  ),
  builtIn(
    'human.task',
    'Waits until a person answers. The answers become outputs of the step.',
    table(
      field('prompt', text, 'What the person is asked to do or to enter.'),
      field('form', map, 'What the person enters: a JSON Schema object with plain values as properties.'),
    ),
    { kind: 'human_task', unknownKeys: 'ignore', required: ['prompt'], check: checkForm },
  ),
  builtIn(
    'wait.duration',
    'Waits for a length of time.',
    table(
      field('duration', text, 'How long to wait, such as 90s, 5m or 1h30m; there is no unit for days.', {
        usual: ['30s', '5m', '1h'],
        remark: 'It is checked when the file is loaded, so that no reference can stand there.',
      }),
    ),
    {
      required: ['duration'],
      check: input => checkDuration(input, 'duration'),
    },
  ),
  builtIn(
    'wait.until',
    'Waits until a moment; one that is past is met at once.',
    table(
      field('until', text, 'The moment, such as 2030-01-31T10:00:00Z.', {
        remark: 'It is checked when the file is loaded, so that no reference can stand there.',
      }),
    ),
    {
      required: ['until'],
      check: input => checkTime(input, 'until'),
    },
  ),
  builtIn(
    'wait.file',
    'Waits until a file or folder is there, or gone.',
    table(
      field('path', text, 'The file or folder to look for; a relative path starts at the working directory.'),
      field('state', words('exists', 'missing'), 'Whether to wait until it is there or until it is gone.', {
        default: 'exists',
      }),
      pollInterval,
    ),
    { required: ['path'], check: input => checkDuration(input, 'poll_interval') },
  ),
  builtIn(
    'wait.http',
    'Waits until a web address answers with a status.',
    table(
      field('url', text, 'The address to ask, beginning with http:// or https://.', {
        remark: 'It is checked when the file is loaded, so that no reference can stand there.',
      }),
      field('method', text, 'The method of the request.', { default: 'GET', usual: ['GET', 'HEAD', 'POST'] }),
      field('status', status, 'The status that ends the waiting, from 100 to 599.', { default: '200' }),
      field('headers', mapOf(text), 'Headers of the request, by their names.'),
      field('body', text, 'The body of the request.'),
      pollInterval,
      field('request_timeout', text, 'How long one request may take, such as 10s.', { default: '10s' }),
    ),
    {
      required: ['url'],
      check: input => {
        checkAddress(input, 'url');
        checkDuration(input, 'poll_interval');
        checkDuration(input, 'request_timeout');
      },
    },
  ),
];

function checkNoop(input: Input): void {
  const entry = input.node?.entries[0];
  if (entry !== undefined) input.findings.add('input-unknown', 'noop takes no input; remove with', entry.key.range);
}

function checkParams(input: Input): void {
  const node = given(input, 'params');
  const text = givenText(input, 'params');
  if (node?.kind === 'scalar' && node.value !== null && text === undefined)
    refuse(input, 'params', 'must be a text, a list or a mapping');
}

function checkRouter(input: Input): void {
  const routes = given(input, 'routes');
  if (routes?.kind === 'mapping') checkRoutes(routes, `${input.path}.routes`, input.findings);
}
