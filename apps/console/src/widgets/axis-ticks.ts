/** Lines across a chart above its base, and the largest of them is its top. */
const LINES = 4;
/** Steps that people count in, within a power of ten. */
const STEPS = [1, 2, 5, 10] as const;

/** Round whole numbers for the axis of a chart, ascending and above 0; the last is no less than `most`. */
export function axisTicks(most: number): readonly number[] {
  const rough = Math.max(1, most / LINES);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) }, (_, index) => (index + 1) * step);
}
