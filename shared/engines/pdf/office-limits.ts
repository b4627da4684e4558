/** What one conversion, one process and one start may take. */
export interface OfficeLimits {
  /** Conversions after which a process is replaced. */
  conversions: number;
  /** Megabytes of memory in use after a conversion from which a process is replaced; it begins with about 150. */
  residentMegabytes: number;
  /** Megabytes of data a process may ever have (RLIMIT_DATA); it begins with about 110. */
  memoryMegabytes: number;
  /** Megabytes of one file a process may write (RLIMIT_FSIZE), the PDF included. */
  fileMegabytes: number;
  /** Milliseconds until a process must be ready; about 500 on an idle core, 1,500 with cold files on a busy one. */
  startMs: number;
  /** Milliseconds one attempt may take, by bytes of the Word file. */
  deadlineMs: (bytes: number) => number;
  /** What to do where the kernel offers no way to take the network from a process; docs/adr/0012-libreoffice-listeners.md. */
  openNetwork: 'refuse' | 'accept';
}

/**
 * research/pdf.md, section 5: memory in use levels off at 217 MB after some hundred conversions. Section 1: 200 pages
 * (510 kB) take 5 s at worst, so ten seconds and ten more for each megabyte leave a slow core room.
 */
export const officeLimits: OfficeLimits = {
  conversions: 500,
  residentMegabytes: 400,
  memoryMegabytes: 1024,
  fileMegabytes: 256,
  startMs: 20_000,
  deadlineMs: (bytes) => Math.min(60_000, 10_000 + (bytes / 1_000_000) * 10_000),
  openNetwork: 'refuse',
};
