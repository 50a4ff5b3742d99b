import { z } from 'zod';

const factsSchema = z.object({
  description: z.string(), default: z.string().optional(), defaultText: z.string().optional(), optional: z.boolean().default(false),
  unit: z.string().default(''),
});

/** A service's settings as a table in Markdown: name, default, unit, meaning. */
export function settingsTable(schema: z.ZodObject): string {
  const rows = Object.entries(schema.shape).map(([name, field]) => row(name, factsOf(name, field)));
  return ['| variable | default | unit | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function row(name: string, facts: z.infer<typeof factsSchema>): string {
  return `| \`${name}\` | ${defaultOf(facts)} | ${facts.unit} | ${facts.description} |`;
}

function defaultOf(facts: z.infer<typeof factsSchema>): string {
  if (facts.defaultText !== undefined) return facts.defaultText;
  if (facts.default !== undefined) return `\`${facts.default}\``;
  return facts.optional ? 'none' : '**required**';
}

function factsOf(name: string, field: z.core.$ZodType): z.infer<typeof factsSchema> {
  const facts = factsSchema.safeParse(z.globalRegistry.get(field));
  if (!facts.success) throw new Error(`the setting ${name} has no description`);
  return facts.data;
}
