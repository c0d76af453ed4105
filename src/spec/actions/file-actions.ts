// Actions on files, artifacts and archives.

import { boolean, field, integer, list, natural, table, text, textLike, words } from '../fields/field';
import { type BuiltIn, builtIn } from './built-in';
import { checkGlob } from './checks';
import { given, type Input, refuse } from './input';

const mode = textLike(/^(0o|0O)?[0-7]{3,4}$/, '"0644", in quotes');

const fileInput = table(
  field('path', text, 'The file or folder; a relative path starts at the working directory, `~` is the home folder.'),
  field('source', text, 'The file or folder that is copied or moved.'),
  field('destination', text, 'The path that it is copied or moved to.'),
  field('content', text, 'The text to write; it may be empty.'),
  field('mode', mode, 'The permissions in octal, as a quoted text.', {
    default: '"0600" for files, "0750" for folders',
    usual: ['"0644"', '"0600"', '"0755"'],
    remark: 'An octal number without quotes is refused.',
  }),
  field(
    'format',
    words('raw', 'json'),
    'Whether the bytes of the file are printed, or a JSON object that holds them.',
    {
      default: 'raw',
    },
  ),
  field('pattern', text, 'Only paths that match it are listed; `*` stays in a folder, `**` crosses folders.', {
    usual: ['"**/*"'],
  }),
  field('overwrite', boolean, 'Whether a target that exists is replaced; else it fails the step.', {
    default: 'false',
  }),
  field('create_dirs', boolean, 'Whether missing parent folders are made.', { default: 'false' }),
  field('atomic', boolean, 'Whether the text is written beside the file and moved over it in one step.', {
    default: 'true',
  }),
  field('recursive', boolean, 'Whether a folder is taken with everything below it.', { default: 'false' }),
  field('missing_ok', boolean, 'Whether a missing file is no failure.', { default: 'false' }),
  field('dry_run', boolean, 'Whether the step only says what it would do.', { default: 'false' }),
  field('include_dirs', boolean, 'Whether folders are listed too.', { default: 'false' }),
  field('follow_symlinks', boolean, 'Whether a link counts as what it points to.', { default: 'false' }),
  field('max_bytes', natural, 'Bytes of the file beyond which reading it fails; 0 is no limit.', { default: '0' }),
);

const artifactInput = table(
  field('path', text, "The file inside the run's folder of artifacts; it cannot lead out of it."),
  field('content', text, 'The text to write; it may be empty.'),
  field('mode', mode, 'The permissions in octal, as a quoted text.', {
    default: '"0600"',
    usual: ['"0644"', '"0600"'],
  }),
  field(
    'format',
    words('raw', 'json'),
    'Whether the bytes of the file are printed, or a JSON object that holds them.',
    {
      default: 'raw',
    },
  ),
  field('pattern', text, 'Only paths that match it are listed; `*` stays in a folder, `**` crosses folders.', {
    usual: ['"**/*"'],
  }),
  field('overwrite', boolean, 'Whether a file that exists is replaced; else it fails the step.', { default: 'false' }),
  field('atomic', boolean, 'Whether the text is written beside the file and moved over it in one step.', {
    default: 'true',
  }),
  field('recursive', boolean, 'Whether everything below the folder is listed.', { default: 'false' }),
  field('include_dirs', boolean, 'Whether folders are listed too.', { default: 'false' }),
  field('max_bytes', natural, 'Bytes of the file beyond which reading it fails; 0 is no limit.', { default: '0' }),
);

const archiveInput = table(
  field('source', text, 'The file or folder that is packed, or the archive that is read.'),
  field('destination', text, 'The archive that is made, or the folder that is unpacked into.', {
    default: '. when unpacking',
  }),
  field('format', text, 'The format of the archive.', {
    default: 'by the name when packing, by the content when reading',
    usual: ['zip', 'tar', 'tar.gz', 'tar.bz2', 'tar.xz', 'tar.zst'],
  }),
  field('compression_level', integer, 'How hard to compress; -1 leaves it to the format.', { default: '-1' }),
  field('overwrite', boolean, 'Whether files that exist are replaced.', { default: 'false' }),
  field('preserve_paths', boolean, 'Whether unpacked files keep their folders.', { default: 'true' }),
  field('strip_components', natural, 'How many leading folders of each path are dropped when unpacking.', {
    default: '0',
  }),
  field('include', list(text), 'Patterns: only paths that match one of them are taken.'),
  field('exclude', list(text), 'Patterns: paths that match one of them are left out.'),
  field('follow_symlinks', boolean, 'Whether what links point to is packed instead of the links.', {
    default: 'false',
  }),
  field('verify_integrity', boolean, 'Whether the archive is read once more and checked.', { default: 'false' }),
  field('continue_on_error', boolean, 'Whether the step goes on after a file that fails.', { default: 'false' }),
  field('dry_run', boolean, 'Whether the step only says what it would do.', { default: 'false' }),
  field('verbose', boolean, 'Whether every file is named in the log.', { default: 'false' }),
  field('password', text, 'The password of an archive that is read.'),
);

const archiveMeaning = {
  create: 'Packs a file or folder into an archive.',
  extract: 'Unpacks an archive into a folder.',
  list: 'Prints as JSON what is in an archive.',
} as const;

const onePath = { required: ['path'], check: checkPattern } as const;

export const fileActions: readonly BuiltIn[] = [
  builtIn(
    'file.stat',
    'Prints as JSON whether a file or folder is there, its type, size, mode and time.',
    fileInput,
    onePath,
  ),
  builtIn('file.read', 'Prints the content of a file.', fileInput, onePath),
  builtIn('file.write', 'Writes a text into a file.', fileInput, { required: ['path'], check: needsContent }),
  builtIn('file.delete', 'Deletes a file or, with recursive, a folder and all below it.', fileInput, onePath),
  builtIn('file.mkdir', 'Makes a folder; one that is there already is fine.', fileInput, onePath),
  builtIn('file.list', 'Prints as JSON what is in a folder.', fileInput, onePath),
  builtIn('file.copy', 'Copies a file or, with recursive, a folder.', fileInput, {
    required: ['source', 'destination'],
    check: checkPattern,
  }),
  builtIn('file.move', 'Moves a file or folder.', fileInput, {
    required: ['source', 'destination'],
    check: checkPattern,
  }),
  builtIn('artifact.write', 'Writes a text into a file among the artifacts of the run.', artifactInput, {
    required: ['path'],
    check: input => {
      needsContent(input);
      const atomic = given(input, 'atomic');
      const overwrite = given(input, 'overwrite');
      if (
        atomic?.kind === 'scalar' &&
        atomic.value === false &&
        overwrite?.kind === 'scalar' &&
        overwrite.value === true
      ) {
        refuse(input, 'atomic', 'must not be false together with overwrite: true');
      }
    },
  }),
  builtIn('artifact.read', 'Prints the content of one of the artifacts of the run.', artifactInput, onePath),
  builtIn('artifact.list', 'Prints as JSON which artifacts the run has.', artifactInput, { check: checkPattern }),
  ...(['create', 'extract', 'list'] as const).map(verb =>
    builtIn(`archive.${verb}`, archiveMeaning[verb], archiveInput, {
      unknownKeys: 'ignore',
      requiredIfAny: ['source'],
    }),
  ),
];

function checkPattern(input: Input): void {
  checkGlob(input, 'pattern');
}

/** An empty content is one, a missing one is not. */
function needsContent(input: Input): void {
  checkPattern(input);
  if (given(input, 'content') === undefined) {
    input.findings.add('input-missing', `${input.action} needs ${input.path}.content`, input.at);
  }
}
