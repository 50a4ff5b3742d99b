import { describe, expect, test } from '@jest/globals';
import { chartsSvg } from './chart.ts';
import { isMet, median, percentile, rounded } from './report.ts';
import { reportText, tableText } from './table.ts';

describe('figures', () => {
  test('a percentile is a value that was measured, by nearest rank', () => {
    const values = Array.from({ length: 40 }, (_, number) => 40 - number);
    expect([percentile(values, 0.95), percentile(values, 0.99), percentile(values.slice(0, 20), 0.95), percentile([7], 0.95)]).toEqual([38, 40, 39, 7]);
    expect(percentile([], 0.95)).toBeNaN();
  });

  test('a median of an even number of rounds lies between the two in the middle', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([])).toBeNaN();
  });

  test('digits after the point only where they matter', () => {
    expect([1234.5, 12.345, 1.2345, Number.NaN].map(rounded)).toEqual(['1235', '12.3', '1.23', '–']);
  });

  test('a goal without a measurement is neither met nor missed', () => {
    const goal = { figure: 'f', comparison: '≤', goal: 2 } as const;
    expect([2, 2.1, null].map((measured) => isMet({ ...goal, measured }))).toEqual([true, false, null]);
    expect(isMet({ ...goal, comparison: '<', measured: 2 })).toBe(false);
    expect(isMet({ ...goal, comparison: '≥', measured: 2 })).toBe(true);
  });
});

describe('text', () => {
  test('columns are as wide as their widest cell; figures stand to the right', () => {
    expect(tableText({ columns: ['', 'n'], rows: [['a name', '1'], ['b', '100']] }))
      .toBe('          n\n──────  ───\na name    1\nb       100');
  });

  test('goals say what was measured and whether that is enough', () => {
    const goals = [{ figure: 'speed', measured: 1.5, comparison: '≥', goal: 2 }, { figure: 'peer', measured: null, comparison: '≥', goal: 2 }] as const;
    const text = reportText({ scenario: 's', tables: [], charts: [], goals, measurements: null });
    expect(text).toMatch(/speed\s+1\.50\s+≥ 2\.00\s+no/);
    expect(text).toMatch(/peer\s+–\s+≥ 2\.00\s+–/);
  });
});

describe('chart', () => {
  const chart = { title: 'a < b & c', unit: 'ms', bars: [{ label: 'ours', value: 50, ours: true }, { label: 'peer', value: 100, ours: false }] };
  const svg = chartsSvg([chart]);

  test('bars are in proportion, from zero', () => {
    const [ours = 0, peer = 0] = [...svg.matchAll(/width="([\d.]+)" height="18"/g)].map(([, width]) => Number(width));
    expect(peer / ours).toBeCloseTo(2, 2);
  });

  test('texts are escaped', () => {
    expect(svg).toContain('a &lt; b &amp; c');
    expect(svg).not.toContain('a < b');
  });

  test('a chart of zeros still is one', () => {
    expect(chartsSvg([{ ...chart, bars: [{ label: 'none', value: 0, ours: true }] }])).not.toMatch(/NaN|Infinity/);
  });
});
