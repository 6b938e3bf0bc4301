import { FrameLine } from '../../../src/history/http/frame-line.js';
import { gate } from '../../support/until.js';

function open() {
  const sent: string[] = [];
  const line = new FrameLine({ send: (frame) => sent.push(frame), end: () => sent.push('end') });
  return { line, sent };
}

it('sends at once what is known', () => {
  const { line, sent } = open();
  line.add('1');
  line.add('2');
  line.close();
  expect(sent).toEqual(['1', '2', 'end']);
});

it('keeps the order when a frame is known later than those behind it', async () => {
  const { line, sent } = open();
  const [second, third] = [gate<string>(), gate<string>()];
  line.add('1');
  line.add(second.passed);
  line.add(third.passed);
  line.add('4');
  line.close();
  third.open('3');
  expect(sent).toEqual(['1']);
  second.open('2');
  await line.sent();
  expect(sent).toEqual(['1', '2', '3', '4', 'end']);
});

it('sends at once again when nothing waits any more', async () => {
  const { line, sent } = open();
  line.add(Promise.resolve('1'));
  await line.sent();
  line.add('2');
  expect(sent).toEqual(['1', '2']);
});

it('ends the stream at a frame that cannot be made', async () => {
  const { line, sent } = open();
  line.add('1');
  line.add(Promise.reject(new Error('the database is away')));
  await line.sent();
  expect(sent).toEqual(['1', 'end']);
});

it('ends the stream when more than 256 frames wait', () => {
  const { line, sent } = open();
  const never = gate<string>();
  for (let n = 0; n < 256; n++) line.add(never.passed);
  expect(sent).toEqual([]);
  line.add(Promise.reject(new Error('not looked at any more')));
  expect(sent).toEqual(['end']);
});
