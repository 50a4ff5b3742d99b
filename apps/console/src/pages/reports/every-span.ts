import dayjs, { type Dayjs } from 'dayjs';

export type Bucket = 'hour' | 'day' | 'week' | 'month';

interface Counts {
  readonly from: string;
  readonly accepted: number;
  readonly challenged: number;
  readonly refused: number;
}

/** More bars than pixels tell nobody anything. */
const MOST_SPANS = 800;
const DAYS_OF_WEEK = 7;

/** Weeks begin on Monday (ISO 8601), whatever the language. */
function beginningOf(at: Dayjs, bucket: Bucket): Dayjs {
  return bucket === 'week' ? at.startOf('day').subtract((at.day() + DAYS_OF_WEEK - 1) % DAYS_OF_WEEK, 'day') : at.startOf(bucket);
}

/** What a report counted, with the spans in which there was nothing: a quiet day is a gap in the chart. @param from, to ISO 8601, of the whole report */
export function everySpan(rows: readonly Counts[], bucket: Bucket, from: string, to: string): readonly Counts[] {
  const counted = new Map(rows.map((row) => [Date.parse(row.from), row]));
  const spans: Counts[] = [];
  for (let at = beginningOf(dayjs(from), bucket); at.isBefore(to); at = at.add(1, bucket)) {
    if (spans.length === MOST_SPANS) return rows;
    spans.push(counted.get(at.valueOf()) ?? { from: at.toISOString(), accepted: 0, challenged: 0, refused: 0 });
  }
  // The server may have drawn its lines elsewhere: nothing that was counted is left out.
  return rows.every((row) => spans.includes(row)) ? spans : rows;
}
