/**
 * `Rollcall-Sequence`: a delivery's place among all deliveries, as a decimal number of 28
 * digits. It is the first 90 bits of its id that follow the order of making (a UUIDv7's 48 bits of
 * milliseconds, then its counter, with the version and variant bits left out), padded to one length
 * so that it sorts as text and as a number alike. Within a lane a higher one was appended later.
 */
export function sequenceOf(deliveryId: string): string {
  const hex = deliveryId.replaceAll("-", "");
  const time = BigInt(`0x${hex.slice(0, 12)}`);
  const high = BigInt(`0x${hex.slice(13, 16)}`);
  const low = BigInt(`0x${hex.slice(16, 24)}`) & 0x3fff_ffffn;
  return ((time << 42n) | (high << 30n) | low).toString().padStart(28, "0");
}
