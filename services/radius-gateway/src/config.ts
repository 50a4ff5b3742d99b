import { amountSetting, healthSettings, listenSetting, processSettings, yesNoSetting } from '@countersign/service-process/settings';
import { z } from 'zod';
import { type GatewayLimits, defaultLimits } from './application/gateway-limits.ts';

const milliseconds = (standard: number, min: number, max: number, description: string) => amountSetting(standard, 'ms', { min, max }, description);

const limits = {
  COUNTERSIGN_DEADLINE: milliseconds(defaultLimits.deadlineMs, 100, 60_000, 'From receipt to the last moment at which an answer is of use; below the shortest retry of a NAS'),
  COUNTERSIGN_REJECT_DELAY: milliseconds(defaultLimits.rejectDelayMs, 0, 5000, 'Rejects leave no earlier than this after their request came'),
  COUNTERSIGN_REPLY_MEMORY: milliseconds(defaultLimits.replyMemoryMs, 1000, 60_000, 'How long a reply is remembered for copies of its request'),
  COUNTERSIGN_QUESTIONS: amountSetting(defaultLimits.questions, 'requests', { min: 16, max: 1_000_000 }, 'Most requests that auth is asked about at a time, sign-ins and accounting apart; what comes beyond them is dropped at once, so that those are answered in time'),
  COUNTERSIGN_SEEN_REQUESTS: amountSetting(defaultLimits.seenRequests, 'requests', { min: 1000, max: 10_000_000 }, 'Most requests that are remembered'),
  COUNTERSIGN_HELD_REPLIES: amountSetting(defaultLimits.heldReplies, 'replies', { min: 0, max: 10_000_000 }, 'Most rejects that are held back; beyond it they leave at once'),
  COUNTERSIGN_RECENT_DROPS: amountSetting(defaultLimits.recentDrops, 'lines', { min: 1, max: 10_000 }, 'Length of the list of recent drops'),
};

/** The limits of the gateway: what there is to set wherever it runs. */
export const gatewayTuning = z.strictObject(limits);
export type GatewayTuning = z.infer<typeof gatewayTuning>;

/** Every setting of the gateway; an unknown one is an error. */
export const gatewaySettings = z.strictObject({
  ...processSettings,
  ...healthSettings,
  COUNTERSIGN_RADIUS: listenSetting({ description: 'Where Access-Requests come in (UDP)', default: '0.0.0.0:1812' }),
  COUNTERSIGN_ACCOUNTING: listenSetting({ description: 'Where Accounting-Requests come in (UDP)', default: '0.0.0.0:1813' }),
  COUNTERSIGN_SHARED_PORT: yesNoSetting({ description: 'Whether several gateways on this host listen on the same port: the kernel spreads the senders over them', default: 'no' }),
  ...limits,
});
export type GatewaySettings = z.infer<typeof gatewaySettings>;

export function limitsOf(settings: GatewayTuning): GatewayLimits {
  return {
    ...defaultLimits,
    deadlineMs: settings.COUNTERSIGN_DEADLINE,
    rejectDelayMs: settings.COUNTERSIGN_REJECT_DELAY,
    replyMemoryMs: settings.COUNTERSIGN_REPLY_MEMORY,
    questions: settings.COUNTERSIGN_QUESTIONS,
    seenRequests: settings.COUNTERSIGN_SEEN_REQUESTS,
    heldReplies: settings.COUNTERSIGN_HELD_REPLIES,
    recentDrops: settings.COUNTERSIGN_RECENT_DROPS,
  };
}
