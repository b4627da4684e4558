import { runNamed } from '../run-named.ts';

/** Runs one of the long tests, `soak/NAME.ts`; what it finds comes as JSON lines. `--short` is for a first look. */
runNamed('soak', 'soak', 'a soak test');
