import dayjs, { type Dayjs } from 'dayjs';

/** Days that are over, which cannot be an end of what is made now. */
export const isOver = (day: Dayjs): boolean => day.isBefore(dayjs(), 'day');

/** What a DatePicker shows for an instant of the API, and back. */
export const toPicker = (iso: string | null | undefined): Dayjs | null => (iso === null || iso === undefined ? null : dayjs(iso));
export const fromPicker = (value: Dayjs | null | undefined): string | null => value?.toISOString() ?? null;
