/**
 * `Rollcall-Sequence`: a delivery's place among all deliveries, as a decimal number of 28
 * digits. It is the first 90 bits of its id that follow the order of making (a UUIDv7's 48 bits of
 * milliseconds, then its counter, with the version and variant bits left out), padded to one length
 * so that it sorts as text and as a number alike. Within a lane a higher one was appended later.
 */
export function sequenceOf(deliveryId: string): string {
  const [time1 = "", time2 = "", high = "", low = "", end = ""] = deliveryId.split("-");
  const variant = (Number.parseInt(low, 16) & 0x3fff).toString(16).padStart(4, "0");
  // 48 + 12 bits in one number, 14 + 16 in the other: 30 bits make at most ten digits.
  const first = BigInt(`0x${time1}${time2}${high.slice(1)}`);
  const second = BigInt(`0x${variant}${end.slice(0, 4)}`);
  return ((first << 30n) | second).toString().padStart(28, "0");
}
