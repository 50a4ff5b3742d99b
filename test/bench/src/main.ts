import { Bench } from './bench.ts';
import { USAGE, UsageError, readBenchOptions, readServeOptions } from './options.ts';
import { UserFileError } from './people/read-user-file.ts';
import { reportText } from './report/table.ts';
import { writeReport } from './report/write-report.ts';
import { named, scenarios as standard } from './scenarios/index.ts';
import { GivenDatabaseError } from './serve/given-database.ts';
import { serve } from './serve/serve.ts';

const print = (text: string): void => {
  process.stdout.write(text);
};
const scenarios = [...standard, ...named];
/** Progress goes to the other stream, so that the result can be piped. */
const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function benchmark(args: readonly string[]): Promise<void> {
  const options = readBenchOptions(args, process.cwd(), standard.map(({ name }) => name), named.map(({ name }) => name));
  const bench = await Bench.open(options, log);
  let closing: Promise<void> | undefined;
  // A signal comes twice where the whole group gets it and npm passes it on: the second must not end what stops the servers.
  const interrupted = (): void => {
    closing ??= bench.close().finally(() => process.exit(130));
  };
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
  try {
    for (const scenario of scenarios.filter(({ name }) => options.scenarios.includes(name))) {
      log(`${scenario.name}: ${scenario.summary}`);
      const report = await scenario.run(bench);
      await bench.stopSystems();
      print(`\n${reportText(report)}\n`);
      for (const file of await writeReport(options.outputDir, report, options)) log(`written: ${file}`);
    }
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await bench.close();
  }
}

function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${USAGE}`;
  if (error instanceof GivenDatabaseError || error instanceof UserFileError) return error.message;
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

async function main([command, ...rest]: readonly string[]): Promise<void> {
  if (command === '--help' || command === 'help') {
    print(`${USAGE}\n\n${scenarios.map(({ name, summary }) => `  ${name.padEnd(14)} ${summary}`).join('\n')}\n`);
  } else if (command === 'serve') await serve(readServeOptions(rest, process.cwd()), { print, log });
  else await benchmark(command === undefined ? [] : [command, ...rest]);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  log(explain(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
