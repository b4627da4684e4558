import { installPeers } from '../bench-peers.ts';
import { runNamed } from '../run-named.ts';

/** Runs one benchmark, `bench/NAME.ts`; its figures come as JSON lines and go to `bench/results.json` too. */
runNamed('bench', 'bench', 'a benchmark', installPeers);
