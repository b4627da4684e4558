/** All documents of a batch as one file. */

export const batchResultKinds = ['zip', 'pdf', 'csv'] as const;
export type BatchResultKind = (typeof batchResultKinds)[number];

export const batchResultStates = ['in-progress', 'ready', 'failed'] as const;
export type BatchResultState = (typeof batchResultStates)[number];
