/** The load process: prepares and runs what its parent orders, one order at a time. Its CPU time is its own. */
import type { Order, Report } from './job.ts';
import { type PreparedRequests, prepareRequests } from './prepared-requests.ts';
import { runChallenges } from './run-challenges.ts';
import { runPrepared } from './run-prepared.ts';

let prepared: PreparedRequests | undefined;

async function obey(order: Order): Promise<Report> {
  switch (order.order) {
    case 'prepare':
      prepared = prepareRequests(order.traffic);
      return { report: 'prepared' };
    case 'run':
      if (!prepared) throw new Error('nothing was prepared');
      return { report: 'ran', result: await runPrepared(prepared, order.run) };
    case 'challenge':
      return { report: 'ran', result: await runChallenges(order.run) };
  }
}

process.on('message', (order: Order) => {
  void obey(order)
    .catch((error: unknown): Report => ({ report: 'failed', message: error instanceof Error ? error.stack ?? error.message : String(error) }))
    .then((report) => process.send?.(report));
});
// Ctrl-C in a terminal reaches the whole group: the parent says when it is over.
process.on('SIGINT', () => undefined);
// Nobody is left to send orders.
process.on('disconnect', () => process.exit(0));
