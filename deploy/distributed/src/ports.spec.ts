import { expect, test } from '@jest/globals';
import { readConfig } from './config.ts';
import { choosePorts } from './ports.ts';
import { replicasOf } from './services.ts';

async function portsOf(args: readonly string[]): Promise<{ radius: number[]; accounting: number[] }> {
  const config = readConfig([...args, '--replicas', 'radius-gateway=3'], {}, '/srv');
  const { radius, accounting } = await choosePorts(config, replicasOf(config.replicas));
  return { radius: radius.map(({ port }) => port), accounting: accounting.map(({ port }) => port) };
}

test('gateways on the usual ports do not take each other’s', async () => {
  expect(await portsOf([])).toEqual({ radius: [1812, 1814, 1816], accounting: [1813, 1815, 1817] });
});

test('ports of several gateways that would meet are refused', async () => {
  await expect(portsOf(['--radius', '127.0.0.1:1812', '--accounting', '127.0.0.1:1814'])).rejects.toThrow('port 1814 would be for sign-ins of one gateway and for accounting of one');
});

test('one port for all', async () => {
  expect(await portsOf(['--shared-port'])).toEqual({ radius: [1812, 1812, 1812], accounting: [1813, 1813, 1813] });
});
