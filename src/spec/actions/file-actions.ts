// Actions on files, artifacts and archives.

import { boolean, field, integer, list, natural, table, text, textLike, words } from '../fields/field';
import { type BuiltIn, builtIn } from './built-in';
import { checkGlob } from './checks';
import { given, type Input, refuse } from './input';

const mode = textLike(/^(0o|0O)?[0-7]{3,4}$/, '"0644", in quotes');

const fileInput = table(
  field('path', text, 'The file or folder, relative to the working directory; `~` is the home folder.'),
  field('source', text, 'What is copied or moved.'),
  field('destination', text, 'Where it goes.'),
  field('content', text, 'The text to write.'),
  field('mode', mode, 'Permissions in octal, as text.', { default: '"0600" for files, "0750" for folders' }),
  field('format', words('raw', 'json'), 'How the content is printed.', { default: 'raw' }),
  field('pattern', text, 'Which files are listed; `**` crosses folders.'),
  field('overwrite', boolean, 'Replaces what is there.', { default: 'false' }),
  field('create_dirs', boolean, 'Makes missing parent folders.', { default: 'false' }),
  field('atomic', boolean, 'Writes beside the file and renames.', { default: 'true' }),
  field('recursive', boolean, 'With everything below a folder.', { default: 'false' }),
  field('missing_ok', boolean, 'A missing file is no failure.', { default: 'false' }),
  field('dry_run', boolean, 'Only says what would happen.', { default: 'false' }),
  field('include_dirs', boolean, 'Lists folders too.', { default: 'false' }),
  field('follow_symlinks', boolean, 'Looks at what a link points to.', { default: 'false' }),
  field('max_bytes', natural, 'The most bytes that are read; 0: no limit.', { default: '0' }),
);

const artifactInput = table(
  field('path', text, 'The file inside the artifacts of the run; it cannot lead out of them.'),
  field('content', text, 'The text to write.'),
  field('mode', mode, 'Permissions in octal, as text.'),
  field('format', words('raw', 'json'), 'How the content is printed.', { default: 'raw' }),
  field('pattern', text, 'Which files are listed; `**` crosses folders.'),
  field('overwrite', boolean, 'Replaces what is there.', { default: 'false' }),
  field('atomic', boolean, 'Writes beside the file and renames.', { default: 'true' }),
  field('recursive', boolean, 'With everything below a folder.', { default: 'false' }),
  field('include_dirs', boolean, 'Lists folders too.', { default: 'false' }),
  field('max_bytes', natural, 'The most bytes that are read; 0: no limit.', { default: '0' }),
);

const archiveInput = table(
  field('source', text, 'What is packed, or the archive.'),
  field('destination', text, 'The archive to make, or the folder to unpack into.', { default: '. when unpacking' }),
  field('format', text, 'zip, tar, tar.gz, …', { default: 'by the name or the content' }),
  field('compression_level', integer, 'How hard to compress.', { default: '-1' }),
  field('overwrite', boolean, 'Replaces what is there.', { default: 'false' }),
  field('preserve_paths', boolean, 'Keeps folders.', { default: 'true' }),
  field('strip_components', natural, 'How many leading folders are dropped.', { default: '0' }),
  field('include', list(text), 'Only what matches one of these patterns.'),
  field('exclude', list(text), 'Nothing that matches one of these patterns.'),
  field('follow_symlinks', boolean, 'Packs what links point to.'),
  field('verify_integrity', boolean, 'Checks the archive.'),
  field('continue_on_error', boolean, 'Goes on after a file that fails.'),
  field('dry_run', boolean, 'Only says what would happen.'),
  field('verbose', boolean, 'Says more.'),
  field('password', text, 'The password of the archive.'),
);

const archiveMeaning = {
  create: 'Packs files into an archive.',
  extract: 'Unpacks an archive.',
  list: 'Lists what is in an archive.',
} as const;

const onePath = { required: ['path'], check: checkPattern } as const;

export const fileActions: readonly BuiltIn[] = [
  builtIn('file.stat', 'Tells whether a file is there, and what it is.', fileInput, onePath),
  builtIn('file.read', 'Prints a file.', fileInput, onePath),
  builtIn('file.write', 'Writes a text into a file.', fileInput, { required: ['path'], check: needsContent }),
  builtIn('file.delete', 'Deletes a file or, with recursive, a folder.', fileInput, onePath),
  builtIn('file.mkdir', 'Makes a folder.', fileInput, onePath),
  builtIn('file.list', 'Lists a folder.', fileInput, onePath),
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
  builtIn('artifact.read', 'Prints a file among the artifacts of the run.', artifactInput, onePath),
  builtIn('artifact.list', 'Lists the artifacts of the run.', artifactInput, { check: checkPattern }),
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
