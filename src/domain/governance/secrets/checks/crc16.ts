const polynomial = 0x1021;

/** CRC-16/XMODEM, as NATS keys end with it, in little-endian order. */
export function crc16(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      sum = (sum & 0x8000) === 0 ? (sum << 1) & 0xffff : ((sum << 1) ^ polynomial) & 0xffff;
    }
  }
  return sum;
}
