import type { FormInstance } from 'antd';
import type { ProblemError } from '../api/problem.ts';

type Name = readonly (string | number)[];

/** A field that can show what is wrong with it; a group of fields cannot. */
const isShown = (name: Name): boolean => (document.getElementById(name.join('_')) ?? { tagName: 'FIELDSET' }).tagName !== 'FIELDSET';

/**
 * Says what a refusal tells of single values at their fields. A path is such as `body.addresses.0.address`.
 *
 * @returns whether nothing is left to say elsewhere
 */
export function saidAtFields(form: FormInstance, { problem: { errors = [] } }: ProblemError): boolean {
  const fields = new Map(form.getFieldsError().map(({ name }) => [name.join('.'), name]));
  const nearest = (path: string): Name | undefined => {
    const parts = path.split('.').slice(1);
    const names = parts.map((_, index) => fields.get(parts.slice(0, parts.length - index).join('.')));
    return names.find((name) => name !== undefined && isShown(name));
  };
  const faults = errors.map(({ path, message }) => ({ name: nearest(path), message }));
  const atFields = [...Map.groupBy(faults, ({ name }) => name)].flatMap(([name, found]) => (name === undefined ? [] : [{ name: [...name], errors: found.map(({ message }) => message) }]));
  if (atFields[0] === undefined) return false;
  form.setFields(atFields);
  form.scrollToField(atFields[0].name, { block: 'center' });
  return faults.every(({ name }) => name !== undefined);
}
