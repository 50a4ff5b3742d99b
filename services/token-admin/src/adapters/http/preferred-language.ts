/** The languages that the catalogue of results has. */
export type Language = 'en' | 'zh';

/** The one that `Accept-Language` prefers (RFC 9110 section 12.5.4); English when it names neither. */
export function preferredLanguage(header: string | undefined): Language {
  const ranges = (header ?? '').split(',').map((range) => weighted(range)).filter(({ weight }) => weight > 0);
  const [best] = ranges.filter(({ tag }) => /^(?:en|zh)(?:-|$)/.test(tag)).toSorted((one, other) => other.weight - one.weight);
  return best?.tag.startsWith('zh') === true ? 'zh' : 'en';
}

interface Range {
  readonly tag: string;
  readonly weight: number;
}

function weighted(range: string): Range {
  const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const weight = quality === undefined ? 1 : Number(quality);
  return { tag, weight: weight >= 0 && weight <= 1 ? weight : 0 };
}
