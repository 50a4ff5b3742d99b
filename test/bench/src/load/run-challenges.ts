import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AttributeType, type Packet, PacketCode, SharedSecret, decodePacket, findValue, verifyReply } from '@countersign/radius';
import type { ChallengeRun, RunResult } from './job.ts';
import { latencyOf } from './latency.ts';
import { must } from './must.ts';
import { accessRequest, loginOf, totpCode } from './prepared-requests.ts';
import { SLOTS, identifierOf } from './slots.ts';
import { SocketSet } from './socket-set.ts';

/** Dialogues that are under way when the time is over may end. */
const DRAIN_MS = 1_500;

interface Leg {
  readonly person: number;
  readonly startedAt: number;
  readonly request: Buffer;
  readonly expected: number;
}

/** New-PIN dialogues in a closed loop: code, challenge, PIN, accept. A dialogue's time is that of both exchanges. */
export async function runChallenges(run: ChallengeRun): Promise<RunResult> {
  const seeds = readFileSync(run.people.seedsFile);
  const secret = must(SharedSecret.from(Buffer.from(run.target.secret)));
  const legs = new Map<number, Leg>();
  const latencies: number[] = [];
  const counts = { sent: 0, right: 0, wrong: 0, forged: 0 };
  let slot = 0;
  let started = 0;
  let sending = true;

  const send = (leg: Omit<Leg, 'request'>, password: string, state?: Buffer): void => {
    slot = (slot + 1) % SLOTS;
    const request = accessRequest({
      secret, identifier: identifierOf(slot), authenticator: randomBytes(16), protocol: 'pap',
      login: loginOf(run.people, leg.person), password, ...state && { state },
    });
    legs.set(slot, { ...leg, request });
    counts.sent += 1;
    sockets.send(slot, request);
  };
  const begin = (): void => {
    if (!sending || started === run.count) return;
    const person = run.first + started;
    started += 1;
    send({ person, startedAt: performance.now(), expected: PacketCode.accessChallenge }, totpCode(seeds, person, run.step));
  };
  const next = (leg: Leg, reply: Packet): void => {
    const state = findValue(reply, AttributeType.state);
    if (reply.code === PacketCode.accessChallenge && state) {
      send({ person: leg.person, startedAt: leg.startedAt, expected: PacketCode.accessAccept }, run.pin, state);
      return;
    }
    if (reply.code === leg.expected) latencies.push(performance.now() - leg.startedAt);
    begin();
  };
  const sockets = await SocketSet.open(run.target, (at, reply) => {
    const leg = legs.get(at);
    if (!leg) return;
    legs.delete(at);
    const verified = verifyReply(must(decodePacket(leg.request)), reply, secret, { requireMessageAuthenticator: true });
    if (!verified.ok) counts.forged += 1;
    else if (verified.value.code === leg.expected) counts.right += 1;
    else counts.wrong += 1;
    if (verified.ok) next(leg, verified.value);
    else begin();
  });

  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let place = 0; place < run.inFlight; place += 1) begin();
  await new Promise((resolve) => setTimeout(resolve, run.durationMs));
  sending = false;
  const [elapsedMs, accepts] = [performance.now() - start, latencies.length];
  const { user, system } = process.cpuUsage(cpu);
  await new Promise((resolve) => setTimeout(resolve, DRAIN_MS));
  sockets.close();
  return {
    ...counts, lost: legs.size, accepts, elapsedMs, acceptsPerSecond: Math.round((accepts * 1000) / elapsedMs),
    latency: latencyOf(Float64Array.from(latencies)), lateness: latencyOf(new Float64Array()),
    exhausted: started === run.count, generatorMicros: Math.round((user + system) / Math.max(1, counts.sent) * 10) / 10,
  };
}
