import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { type ServiceHostParts, completeHost, openModule } from '@countersign/service-process';
import { GatewayServing } from './adapters/udp/gateway-serving.ts';
import { GatewayModule, type GatewayParts } from './app.module.ts';
import { type GatewayLimits, defaultLimits } from './application/gateway-limits.ts';

export interface RadiusGatewayDependencies extends Omit<GatewayParts, 'host' | 'limits' | 'sharedPort'>, ServiceHostParts {
  readonly sharedPort?: boolean;
  readonly limits?: GatewayLimits;
}

export interface RunningGateway {
  readonly authentication: AddressInfo;
  readonly accounting: AddressInfo;
  stop(): Promise<void>;
}

/** Learns the agent hosts and opens the ports; the same in a process of its own and beside other services. */
export async function createRadiusGateway(dependencies: RadiusGatewayDependencies): Promise<RunningGateway> {
  const host = completeHost('radius-gateway', dependencies);
  const { sharedPort = false, limits = defaultLimits } = dependencies;
  const opened = await openModule(GatewayModule.of({ ...dependencies, host, sharedPort, limits }), GatewayServing, host.logger);
  const { serving } = opened;
  return {
    authentication: serving.addressOf('authentication'), accounting: serving.addressOf('accounting'), stop: () => opened.stop(),
  };
}
