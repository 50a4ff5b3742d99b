/** The process of the RADIUS gateway: settings, connections, shutdown. Nothing else starts things. */
import { servicePurposes } from '@countersign/crypto';
import { hostAndPort, messagingOverNats, readKeysFile, runService } from '@countersign/service-process';
import { gatewaySettings, limitsOf } from './config.ts';
import { createRadiusGateway } from './create-radius-gateway.ts';

await runService({
  service: 'radius-gateway',
  settings: gatewaySettings,
  start: async (settings, host) => {
    const keys = await readKeysFile(settings.COUNTERSIGN_KEYS_FILE, servicePurposes['radius-gateway']);
    const messaging = await messagingOverNats('radius-gateway', settings, host);
    const gateway = await createRadiusGateway({
      ...host, bus: messaging.bus, bucket: messaging.bucket, stream: messaging.stream, keys,
      authentication: settings.COUNTERSIGN_RADIUS, accounting: settings.COUNTERSIGN_ACCOUNTING,
      sharedPort: settings.COUNTERSIGN_SHARED_PORT, limits: limitsOf(settings),
    });
    const addressOf = ({ address, port }: typeof gateway.authentication): string => hostAndPort({ host: address, port });
    return {
      addresses: { radius: addressOf(gateway.authentication), accounting: addressOf(gateway.accounting) },
      stop: async () => {
        await gateway.stop();
        await messaging.close();
      },
    };
  },
});
