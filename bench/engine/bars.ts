import type { Bars } from '../measure/missed-bars.ts';

/** What the figures of the engine are held to. */
export const engineBars: Bars = {
  /** How many times the best peer's milliseconds are ours. */
  least: {
    ratio_to_best_peer_letter: 2.5,
    ratio_to_best_peer_invoice: 2.5,
    ratio_to_best_peer_contract: 2.5,
  },
  most: {
    thousand_letters_s: 2,
    rows_10000_ms: 1500,
    rows_linear_ratio: 1.5,
    memory_growth_mb_10000: 30,
  },
};
