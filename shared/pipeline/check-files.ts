import { deleteArtefacts } from '../files/artefacts.ts';
import { batchFaultsKey, batchPlanKey, checkedRowsKey } from '../files/keys.ts';

/** Files that rows may have been cut into: 50,000 rows, which `TABLE_LIMITS` allows, by `rowsPerBlock`. */
export const mostBlocks = 200;

/** Keys of all that a dry run may have stored but for its previews, whether it came to its end or not. */
export const keysOfCheck = (
  accountId: string,
  batchId: string,
  check: number,
  blocks = mostBlocks,
): string[] => [
  ...Array.from({ length: blocks }, (_, block) => checkedRowsKey(accountId, batchId, check, block)),
  batchFaultsKey(accountId, batchId, check),
  batchPlanKey(accountId, batchId, check),
];

/**
 * Removes what a dry run has stored. Its previews stay until the batch goes: they are named by their content, so a
 * newer dry run may have made the same.
 */
export const removeCheck = (accountId: string, batchId: string, check: number): Promise<void> =>
  deleteArtefacts(keysOfCheck(accountId, batchId, check));
