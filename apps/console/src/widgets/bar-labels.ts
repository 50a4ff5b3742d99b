/** Where the label of a bar stands: the outermost ones stay within the chart. */
export interface BarLabel {
  readonly index: number;
  /** In the units of the chart. */
  readonly x: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** Room that a label takes with what parts it from the next, and half of what it fills itself. */
const ROOM = 84;
const HALF = 36;

/** Labels for as many bars as have room: evenly spaced, none cut off. @param step from one bar to the next */
export function labelsOf(bars: number, step: number, width: number): readonly BarLabel[] {
  const every = Math.max(1, Math.ceil(ROOM / step));
  return Array.from({ length: Math.ceil(bars / every) }, (_, number) => {
    const index = number * every;
    const middle = index * step + step / 2;
    if (middle < HALF) return { index, x: index * step, anchor: 'start' };
    return middle > width - HALF ? { index, x: Math.min(width, (index + 1) * step), anchor: 'end' } : { index, x: middle, anchor: 'middle' };
  });
}
