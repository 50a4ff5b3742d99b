import { PacketCode, decodePacket, verifyReply } from '@countersign/radius';
import type { Exchanged } from './exchange.ts';
import type { RunResult } from './job.ts';
import { latencyOf } from './latency.ts';
import { must } from './must.ts';
import { ANY_REPLY, type PreparedRequests } from './prepared-requests.ts';
import { SLOTS } from './slots.ts';

type Verdict = 'right' | 'wrong' | 'forged' | 'lost';

/**
 * Looks at every reply: code, Response Authenticator, Message-Authenticator. What came after the end is judged as well,
 * and counts for the latencies, but not as throughput.
 */
export function judge(
  prepared: PreparedRequests, exchanged: Exchanged, start: number, stoppedAt: number,
): Omit<RunResult, 'exhausted' | 'generatorMicros'> {
  const { sent, dueAt, sentAt, answeredAt } = exchanged;
  const counts = { right: 0, wrong: 0, forged: 0, lost: 0 };
  const [latencies, lateness] = [new Float64Array(sent), new Float64Array(sent)];
  let [accepted, accepts] = [0, 0];
  for (let number = 0; number < sent; number += 1) {
    const [due, answered] = [dueAt[number] ?? 0, answeredAt[number] ?? 0];
    lateness[number] = (sentAt[number] ?? 0) - due;
    const verdict = verdictOf(prepared, exchanged, number);
    counts[verdict] += 1;
    if (verdict !== 'right' || prepared.expected[number] !== PacketCode.accessAccept) continue;
    latencies[accepted] = answered - due;
    accepted += 1;
    if (answered <= stoppedAt) accepts += 1;
  }
  const elapsedMs = stoppedAt - start;
  return {
    sent, ...counts, accepts, elapsedMs, acceptsPerSecond: Math.round((accepts * 1000) / elapsedMs),
    latency: latencyOf(latencies.subarray(0, accepted)), lateness: latencyOf(lateness),
  };
}

function verdictOf({ datagrams, expected, secret }: PreparedRequests, { replies }: Exchanged, number: number): Verdict {
  const [request, reply] = [datagrams[number], replies[number]];
  if (!request || !reply) return 'lost';
  const isOf = (asked: Buffer) => verifyReply(must(decodePacket(asked)), reply, secret, { requireMessageAuthenticator: true });
  const verified = isOf(request);
  if (verified.ok) return expected[number] === ANY_REPLY || verified.value.code === expected[number] ? 'right' : 'wrong';
  // An identifier is used again after 16,384 requests: what answers the one before came when nobody waited for it any more.
  const before = datagrams[number - SLOTS];
  return before && isOf(before).ok ? 'lost' : 'forged';
}
