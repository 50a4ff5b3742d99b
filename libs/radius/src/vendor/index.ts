/** Vendor-Specific attributes (RFC 2865 section 5.26): opened, searched and packed without losing a byte. */
export { VendorId } from './vendor-id.ts';
export {
  findVendorValues,
  readVendorSpecific,
  VENDOR_VALUE_MAXIMUM_BYTES,
  type VendorAttribute,
  type VendorFault,
  type VendorSpecific,
  vendorSpecific,
} from './vendor-specific.ts';
