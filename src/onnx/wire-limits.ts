/** What a file may make the reader do. */
export interface WireLimits {
  /** Messages within messages; protobuf's own readers stop at 100. */
  readonly depth: number;
  readonly messages: number;
  /** Bytes that stay in memory. */
  readonly keptBytes: number;
  /** Bytes of one name. */
  readonly textBytes: number;
  /** Bytes of one documentation string, metadata value or string attribute; a longer one is left out. */
  readonly proseBytes: number;
  /** Elements of one tensor or list attribute; a longer one is left out. */
  readonly elements: number;
}

export const defaultLimits: WireLimits = {
  depth: 100,
  messages: 2 ** 21,
  keptBytes: 2 ** 28,
  textBytes: 2 ** 20,
  proseBytes: 2 ** 16,
  elements: 1024,
};
