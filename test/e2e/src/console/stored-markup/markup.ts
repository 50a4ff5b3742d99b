import * as adminApi from '@countersign/contracts/admin-api';
import { type Operation, textFieldsOf } from '@countersign/contracts/admin-api';

/** What a page would run that takes text for markup, for a link or for a script. It names itself when it runs. */
const long = (number: number): string => `javascript:planted(${number});"'><img src=x onerror=planted(${number})><svg onload=planted(${number})>`;
const short = (number: number): string => `"'><img src=x onerror=planted(${number})>`;
const shortest = (number: number): string => `<img src=x onerror=planted(${number})>`;
/** Where a parenthesis has a meaning. */
const called = (number: number): string => `<img src=x onerror=planted\`${number}\`>`;
const FORMS = [long, short, shortest, called];

/** Markup with a number of its own for each place where it was planted, so that a page shows which one it has. */
export class Markup {
  /** By text. */
  readonly planted = new Map<string, string>();

  /** @param place such as `createSite.name` @param most characters that fit @returns text that was never planted before */
  in(place: string, most = 128, fits: (text: string) => boolean = () => true): string {
    const number = this.planted.size + 1;
    const text = FORMS.map((form) => form(number)).find((candidate) => candidate.length <= most && fits(candidate));
    if (text === undefined) throw new Error(`no markup has room in ${place}`);
    this.planted.set(text, place);
    return text;
  }

  get places(): ReadonlySet<string> {
    return new Set(this.planted.values());
  }
}

/** Every text field of the API that would take markup, by path; found by walking the schemas. */
export function takingMarkup(): string[] {
  const fields = adminApi.operations.flatMap((operation: Operation) => textFieldsOf(operation));
  return [...new Set(fields.filter(({ takes }) => FORMS.some((form) => takes(form(1)))).map(({ path }) => path))];
}
