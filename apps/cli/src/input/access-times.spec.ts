import { expect, it } from '@jest/globals';
import { accessTimesText, parseAccessTimes } from './access-times.ts';

it.each([
  ['none', null],
  ['Mon-Fri 08:00-18:00', [{ days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' }]],
  ['mon,WED 08:00-24:00; Sat-Mon 22:00-06:00', [{ days: [1, 3], from: '08:00', until: '24:00' }, { days: [6, 7, 1], from: '22:00', until: '06:00' }]],
  ['Sun 00:00-24:00', [{ days: [7], from: '00:00', until: '24:00' }]],
])('reads %s', (text, value) => {
  expect(parseAccessTimes(text)).toEqual({ value });
});

it.each(['', 'Mon', 'Mon 8-18', 'Mon 08:00-08:00', 'Mon 24:00-08:00', 'Mon,Mon 08:00-18:00', 'Someday 08:00-18:00', 'Mon 08:00-18:00;'])('refuses "%s"', (text) => {
  expect(() => parseAccessTimes(text)).toThrow('must be times such as');
});

it('writes what it reads', () => {
  const { value } = parseAccessTimes('Mon-Wed 08:00-18:00; Sat 22:00-06:00');
  expect(accessTimesText(value)).toBe('Mon,Tue,Wed 08:00-18:00; Sat 22:00-06:00');
  expect(accessTimesText(null)).toBe('');
});
