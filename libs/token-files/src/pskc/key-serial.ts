/** Serials for PSKC keys: a device has one serial number and may have several keys. */

import { createHash } from 'node:crypto';
import { MAX_SERIAL_CHARACTERS } from '../limits.ts';
import { checkedSerial, type SerialRegister } from '../serials.ts';
import { RecordRefused } from '../token-file-error.ts';

/**
 * Gives a key its serial. The first usable key of a device has the number that is printed on the device (its Key Id
 * where the file names no device). A further key of the same device gets `<serial>-<Key Id>`, or its Key Id alone
 * where that begins with the serial anyway. The same device with the same Key Id is a duplicate.
 * @throws RecordRefused `no-serial`, `bad-serial`, `duplicate-serial-in-file`
 */
export function claimKeySerial(register: SerialRegister, deviceSerial: string | undefined, keyId: string | undefined): string {
  const serial = checkedSerial(deviceSerial ?? keyId);
  const differs = keyId !== undefined && keyId !== serial;
  if (register.tryClaim(serial)) {
    if (differs) register.claim(pair(serial, keyId));
    return serial;
  }
  if (!differs || register.has(pair(serial, keyId))) throw new RecordRefused('duplicate-serial-in-file');
  const own = checkedSerial(keyId.startsWith(serial) ? keyId : `${serial}-${keyId}`);
  register.claim(own);
  register.claim(pair(serial, keyId));
  return own;
}

/** Device and key together, in a form that no serial has, and short: every pair of a file is remembered. */
function pair(serial: string, keyId: string): string {
  const id = keyId.length > MAX_SERIAL_CHARACTERS ? createHash('sha256').update(keyId).digest('base64') : keyId;
  return `${serial}\n${id}`;
}
