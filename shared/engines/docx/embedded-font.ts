/** Bytes at the start of an obfuscated font that are mixed with the key; ISO/IEC 29500-4, 8.1. */
const OBFUSCATED_LENGTH = 32;
const KEY = /^\{?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\}?$/i;
/** TrueType, OpenType with PostScript outlines, and Apple's TrueType. */
const SIGNATURES = new Set(['00010000', '4f54544f', '74727565']);
const HEADER_LENGTH = 12;
const RECORD_LENGTH = 16;

/**
 * The font behind an `.odttf` part.
 *
 * @param key GUID from the font table, `{1DC96E42-…}`
 * @returns null when the key is none
 */
export function clearFont(font: Buffer, key: string): Buffer | null {
  const digits = KEY.exec(key.trim())?.[1];
  if (digits === undefined || font.length < OBFUSCATED_LENGTH) return null;
  const mask = Buffer.from(digits.replaceAll('-', ''), 'hex').reverse();
  const clear = Buffer.from(font);
  for (let index = 0; index < OBFUSCATED_LENGTH; index++) {
    clear[index] = (clear[index] ?? 0) ^ (mask[index % mask.length] ?? 0);
  }
  return clear;
}

/** Whether the bytes begin like a TrueType or OpenType font whose tables all lie inside the file. */
export function isSoundFont(font: Buffer): boolean {
  if (font.length < HEADER_LENGTH || !SIGNATURES.has(font.toString('hex', 0, 4))) return false;
  const count = font.readUInt16BE(4);
  const end = HEADER_LENGTH + count * RECORD_LENGTH;
  if (count === 0 || end > font.length) return false;
  for (let record = HEADER_LENGTH; record < end; record += RECORD_LENGTH) {
    if (font.readUInt32BE(record + 8) + font.readUInt32BE(record + 12) > font.length) return false;
  }
  return true;
}
