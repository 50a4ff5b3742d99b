import { type SyncSchedule, syncScheduleSchema } from '@countersign/contracts/admin-api';
import { Col, Form, Input, InputNumber, Row, Select } from 'antd';
import type { ReactNode } from 'react';
import { type Messages, useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';

export interface ScheduleValues {
  readonly runs: 'off' | SyncSchedule['every'];
  readonly hours?: number | undefined;
  readonly at?: string | undefined;
}

const [everyHours, everyDay] = syncScheduleSchema.options;

/** The schedule as fields of a form. */
export const valuesOf = (schedule: SyncSchedule | null): ScheduleValues => ({ runs: 'off', hours: 24, at: '02:00', ...schedule === null ? {} : { ...schedule, runs: schedule.every } });

/** The hours and the time of day belong to how often it runs. */
export const scheduleChoices = { runs: ['hours', 'at'] };

export function scheduleOf({ runs, hours = 24, at = '02:00' }: ScheduleValues): SyncSchedule | null {
  switch (runs) {
    case 'off': return null;
    case 'hours': return { every: 'hours', hours };
    case 'day': return { every: 'day', at };
  }
}

export function scheduleText(schedule: SyncSchedule | null, t: Messages): string {
  if (schedule === null) return t.syncs.schedules.off;
  return schedule.every === 'hours' ? t.syncs.everyHours(schedule.hours) : t.syncs.everyDay(schedule.at);
}

/** When a synchronisation runs by itself. */
export function ScheduleFields(): ReactNode {
  const t = useTexts();
  const { schedules, schedule, hours, at, atHint } = t.syncs;
  const runs: unknown = Form.useWatch('runs');
  return (
    <Row gutter={16}>
      <Col xs={24} sm={12}><Field name="runs" label={schedule}><Select options={(['off', 'hours', 'day'] as const).map((value) => ({ value, label: schedules[value] }))} /></Field></Col>
      {runs === 'hours' ? <Col xs={24} sm={12}><Field name="hours" label={hours} schema={everyHours.shape.hours} required><InputNumber min={1} max={168} style={{ width: '100%' }} /></Field></Col> : null}
      {runs === 'day' ? <Col xs={24} sm={12}><Field name="at" label={at} schema={everyDay.shape.at} required hint={atHint}><Input autoComplete="off" /></Field></Col> : null}
    </Row>
  );
}
