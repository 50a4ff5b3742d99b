/**
 * Owns what tests stand on: real servers (shared by a run, or private and stoppable), processes under
 * test, a clock and randomness that obey. Tests only; nothing that ships imports it.
 */
export { Delays } from './delays.ts';
export { disposeAfterEach } from './dispose-after-each.ts';
export { Doorway } from './doorway.ts';
export { eventually, type EventuallyOptions } from './eventually.ts';
export { fakeClock, type FakeClock } from './fake-clock.ts';
export { freeUdpPort } from './free-udp-port.ts';
export { processorWaitMs, undelayedMs } from './processor-wait.ts';
export { seededRandom, type SeededRandom } from './seeded-random.ts';
export { systemTestFolder, temporaryFolder } from './temporary-folder.ts';
export { TestProcess, type ProcessEnd, type TestCommand } from './test-process.ts';
export { untilInTime } from './until-in-time.ts';
export { beforeTimer, inOneTurn } from './what-was-waited-for.ts';
export { freshDatabase, prepareCluster, privatePostgres, testPostgres, type PrivatePostgres, type SharedPostgres, type TestDatabase } from './servers/postgres.ts';
export { freshNats, privateNats, type PrivateNats, type TestNats } from './servers/nats.ts';
export { PrivateSchema } from './servers/private-schema.ts';
export { serverProgram } from './servers/program.ts';
export { describeWithSlapd, privateSlapd, type PrivateSlapd } from './servers/slapd.ts';
export { freshRedis, privateRedis, type PrivateRedis, type TestRedis } from './servers/redis.ts';
