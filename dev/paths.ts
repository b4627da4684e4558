import { resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

/** Everything the local cloud keeps between runs. */
export const dataFolder = resolve(root, '.mytypist/data');

/** Where `cdk synth` writes for the local cloud; apart from `cdk.out`, which belongs to people. */
export const assemblyFolder = resolve(root, '.mytypist/assembly');
