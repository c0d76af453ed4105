// Journals on disk: written, torn, damaged, read on.

import { strict as assert } from 'node:assert';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fold } from '../../src/model/fold';
import { Journal } from '../../src/store/journal';
import { JournalReader } from '../../src/store/journal-reader';
import { journalLine } from '../../src/store/journal-text';
import { attemptStarted, created, program, stepEvents } from './store-place';

const events = [
  created({ dag: 'd', runId: 'r' }, { place: { dir: '', logDir: '/l', workDir: '/w', artifactsDir: '/a' } }),
  attemptStarted(1, ['a', 'b']),
  ...stepEvents('a'),
];

describe('a journal', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'restep-journal-'));
    file = join(folder, 'journal.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const text = (): string => readFileSync(file, 'utf8');
  const write = async (from: readonly (typeof events)[number][], bytes = 0): Promise<void> => {
    const journal = new Journal(file, bytes, () => undefined);
    for (const event of from) journal.append(event);
    await journal.close();
  };

  it('has each event in the file when append returns', async () => {
    const journal = new Journal(file, 0, () => undefined);
    let expected = '';
    for (const event of events) {
      journal.append(event);
      expected += journalLine(event);
      assert.equal(text(), expected);
    }
    await journal.flush();
    await journal.close();
    await journal.close();
    assert.throws(() => journal.append(events[0] ?? assert.fail()), /closed/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('tells once that several events were written', async () => {
    let told = 0;
    const done = new Promise<void>(resolve => {
      const journal = new Journal(file, 0, () => {
        told++;
        void journal.close().then(resolve);
      });
      for (const event of events) journal.append(event);
    });
    const awake = setInterval(() => undefined, 1000);
    await done;
    clearInterval(awake);
    assert.equal(told, 1);
  });

  it('tells its writer when the disk is full, and leaves no half line', function () {
    if (!existsSync('/dev/full')) this.skip();
    const journal = new Journal('/dev/full', 0, () => undefined);
    assert.throws(() => journal.append(events[0] ?? assert.fail()), { code: 'ENOSPC' });
  });

  it('takes back the part of a line that still fitted, and goes on when there is room again', async () => {
    const first = { type: 'x', at: 1, text: 'y'.repeat(400) };
    const outcome = program(
      `const { Journal } = load('store/journal');
       const journal = new Journal(args[0], 0, () => undefined);
       journal.append(JSON.parse(args[1]));
       try { journal.append({ type: 'x', at: 2, text: 'x'.repeat(100000) }); say('written'); } catch (error) { say(error.code); }
       journal.append({ type: 'x', at: 3 });
       await journal.close();
       say('closed');`,
      { most: 1 },
      file,
      JSON.stringify(first),
    );
    assert.deepEqual([await outcome.line(), await outcome.line()], ['"EFBIG"', '"closed"']);
    await outcome.ended;
    assert.equal(text(), `${JSON.stringify(first)}\n{"type":"x","at":3}\n`);
  });

  it('cuts a torn last line off when it is opened again', async () => {
    await write(events.slice(0, 3));
    const whole = text();
    appendFileSync(file, '{"type":"step.fini');
    const reader = new JournalReader(folder);
    reader.refresh();
    assert.equal(reader.damage, undefined);
    assert.equal(reader.bytes, whole.length);
    assert.deepEqual(reader.run(), fold(events.slice(0, 3), folder));
    await write(events.slice(3), reader.bytes);
    assert.equal(text(), events.map(journalLine).join(''));
  });

  it('is read on from where it was, and gives the same run as from the beginning', async () => {
    const reader = new JournalReader(folder);
    assert.equal(reader.refresh(), false);
    writeFileSync(file, '');
    for (const [index, event] of events.entries()) {
      const line = journalLine(event);
      appendFileSync(file, line.slice(0, 10));
      assert.equal(reader.refresh(), true);
      assert.deepEqual(reader.run(), fold(events.slice(0, index), folder));
      appendFileSync(file, line.slice(10));
      reader.refresh();
      assert.deepEqual(reader.run(), fold(events.slice(0, index + 1), folder));
    }
  });

  it('is read anew when it was replaced or shortened', async () => {
    await write(events);
    const reader = new JournalReader(folder);
    reader.refresh();
    truncateSync(file, journalLine(events[0] ?? assert.fail()).length);
    reader.refresh();
    assert.deepEqual(reader.run(), fold(events.slice(0, 1), folder));
    rmSync(file);
    reader.refresh();
    assert.equal(reader.run(), undefined);
  });

  it('says which line cannot be read, and shows what the others tell', () => {
    const lines = events.map(journalLine);
    writeFileSync(file, [lines[0], lines[1], '{"type": broken\n', lines[2], lines[3]].join(''));
    const reader = new JournalReader(folder);
    reader.refresh();
    assert.match(reader.damage ?? '', /^line 3 of the journal cannot be read/);
    assert.equal(reader.refusal, undefined);
    assert.deepEqual(reader.run(), { ...fold(events, folder), error: reader.damage });
  });

  it('of a newer format is refused, not guessed at', () => {
    writeFileSync(
      file,
      journalLine(
        created(
          { dag: 'd', runId: 'r' },
          { place: { dir: '', logDir: '', workDir: '', artifactsDir: '' } },
          { version: 2 },
        ),
      ),
    );
    const reader = new JournalReader(folder);
    reader.refresh();
    assert.match(reader.refusal ?? '', /newer version/);
    assert.equal(reader.run(), undefined);
  });

  it('keeps texts of any kind', async () => {
    const strange = 'a\nb\u2028\u0000\ud83d\ude00"\\';
    await write([...events, { type: 'step.marked', at: 1, step: strange, status: 'succeeded', comment: strange }]);
    const reader = new JournalReader(folder);
    reader.refresh();
    assert.equal(reader.damage, undefined);
    assert.equal(text().split('\n').length, events.length + 2);
  });
});
