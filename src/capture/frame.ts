/** One frame as it was seen on an interface or is kept in a file. */
export interface Frame {
  /** Wall clock, microseconds since 1970. `unknown`: the file does not say (simple packets of pcapng). */
  readonly atUs: number | 'unknown';
  /** Name of the interface; `unknown`: the file does not say. */
  readonly interface: string | 'unknown';
  /** `out`: sent by the host that captured it. */
  readonly direction: 'in' | 'out' | 'unknown';
  /** LINKTYPE_ number of the header at the start of `bytes` (the registry of pcap). */
  readonly linkType: number;
  /** A VLAN tag that the kernel has taken out of the bytes. */
  readonly removedVlan?: number;
  /** What was kept of it; a capture may cut frames short. */
  readonly bytes: Uint8Array;
}
