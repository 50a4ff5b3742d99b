/** Private enterprise numbers (IANA) of the vendors that the dictionaries describe. */
export const VendorId = {
  cisco: 9,
  microsoft: 311,
  huawei: 2011,
  ciscoAsa: 3076,
  fortinet: 12356,
  paloAlto: 25461,
  h3c: 25506,
} as const;
