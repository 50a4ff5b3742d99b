import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { chartsSvg } from './chart.ts';
import { type ScenarioReport, isMet } from './report.ts';

/** Writes SCENARIO.json and SCENARIO.svg; returns their paths. */
export async function writeReport(folder: string, report: ScenarioReport, options: unknown): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const [json, svg] = [path.join(folder, `${report.scenario}.json`), path.join(folder, `${report.scenario}.svg`)];
  const { charts, ...rest } = report;
  await writeFile(json, `${JSON.stringify({ ...rest, goals: report.goals.map((goal) => ({ ...goal, met: isMet(goal) })), options, machine: machine() }, undefined, 2)}\n`);
  if (charts.length === 0) return [json];
  await writeFile(svg, chartsSvg(charts));
  return [json, svg];
}

function machine(): Record<string, unknown> {
  const processors = cpus();
  return {
    processors: processors.length, model: processors[0]?.model ?? '', memoryMegabytes: Math.round(totalmem() / 1024 / 1024),
    node: process.version, at: new Date().toISOString(),
  };
}
