import { strict as assert } from 'node:assert';
import { scheduleWords, zonedTime } from '../../src/language/schedule-words';
import { scheduleExpressions } from '../../src/language/schedules';
import { readWorkflow } from '../../src/language/workflow-reader';

function next(expression: string, from: string, count = 3): readonly string[] | undefined {
  return scheduleWords(expression, Date.parse(from), count)?.next.map(at => new Date(at).toISOString().slice(0, 16));
}

describe('schedules', () => {
  const words: Readonly<Record<string, string>> = {
    '*/5 * * * *': 'Every 5 minutes',
    '0 9 * * 1-5': 'At 09:00, Monday through Friday',
    'CRON_TZ=Asia/Tokyo 30 14 1 JAN *': 'At 14:30, on day 1 of the month, only in January',
    '0 0 ? * ?': 'At 00:00',
    '? 5 * * *': 'Every minute, between 05:00 and 05:59',
    '5/20 * * * *': 'Every 20 minutes, starting at 5 minutes past the hour',
  };
  for (const [expression, said] of Object.entries(words)) {
    it(`say "${said}" for ${expression}`, () => {
      assert.equal(scheduleWords(expression, 0)?.words, said);
    });
  }

  it('say nothing about what the scheduler refuses', () => {
    for (const wrong of [
      '',
      '@daily',
      '* * * *',
      '61 * * * *',
      '0 0 0 * * *',
      'CRON_TZ=Mars/Base 0 0 * * *',
      '0 0 L * *',
    ])
      assert.equal(scheduleWords(wrong, 0), undefined, wrong);
  });

  it('are due next in the time zone that they name', () => {
    assert.deepEqual(next('CRON_TZ=Asia/Tokyo 0 9 * * MON', '2026-03-01T12:00Z'), [
      '2026-03-02T00:00',
      '2026-03-09T00:00',
      '2026-03-16T00:00',
    ]);
    assert.equal(scheduleWords('TZ=Asia/Tokyo 0 9 * * *', 0)?.zone, 'Asia/Tokyo');
    assert.equal(scheduleWords('CRON_TZ=Local 0 9 * * *', 0)?.zone, undefined);
  });

  it('are due on either day where both kinds of days are given', () => {
    assert.deepEqual(next('TZ=UTC 0 0 1 * MON', '2026-01-25T00:00Z'), [
      '2026-01-26T00:00',
      '2026-02-01T00:00',
      '2026-02-02T00:00',
    ]);
  });

  it('count on from a number with a step', () => {
    assert.deepEqual(next('TZ=UTC 5/20 * * * *', '2026-01-01T00:05Z'), [
      '2026-01-01T00:25',
      '2026-01-01T00:45',
      '2026-01-01T01:05',
    ]);
  });

  it('count only the first value where the step is longer than the field', () => {
    assert.deepEqual(next('TZ=UTC */90 0/30 * * SUN/9', '2026-01-01T00:00Z', 2), [
      '2026-01-04T00:00',
      '2026-01-11T00:00',
    ]);
  });

  it('leave out the hour that clocks skip and count the hour that comes twice twice', () => {
    assert.deepEqual(next('TZ=America/New_York 30 2 * * *', '2012-03-10T12:00Z', 2), [
      '2012-03-12T06:30',
      '2012-03-13T06:30',
    ]);
    const twice = ['2012-11-04T05:30', '2012-11-04T06:30', '2012-11-05T06:30'];
    assert.deepEqual(next('TZ=America/New_York 30 1 * * *', '2012-11-04T05:00Z'), twice);
    assert.deepEqual(next('TZ=America/New_York 30 1 * * *', '2012-11-04T05:30Z', 2), twice.slice(1));
    assert.deepEqual(next('TZ=America/New_York */30 * * * *', '2012-11-04T05:00Z', 2), [
      '2012-11-04T05:30',
      '2012-11-04T06:00',
    ]);
  });

  it('are never due on a day that does not exist', () => {
    assert.deepEqual(next('TZ=UTC 0 0 30 2 *', '2026-01-01T00:00Z'), []);
  });

  it('tell times as a clock of their zone shows them', () => {
    const at = Date.parse('2026-03-02T00:05Z');
    assert.equal(zonedTime(at, 'Asia/Tokyo'), 'Mon 2026-03-02 09:05');
    assert.equal(zonedTime(at, 'America/New_York'), 'Sun 2026-03-01 19:05');
  });

  it('are found in all the forms that a file can give them', () => {
    const forms: readonly string[] = [
      'schedule: "a"',
      'schedule: ["a", ""]',
      'schedule: {start: a, stop: [b, {expression: c}], restart: {at: 2030-01-01T00:00:00Z}}',
      'schedule:\n  - expression: a\n    profile: p\n  - b',
      'schedule:',
      'steps: []\n---\nschedule: a',
    ];
    assert.deepEqual(
      forms.map(text => scheduleExpressions(readWorkflow(text)).map(({ text: found }) => found)),
      [['a'], ['a'], ['a', 'b', 'c'], ['a', 'b'], [], []],
    );
  });
});
