import { variable } from '../environment/variable.ts';
import { deriveKey, seal, unseal } from '../runtime/sealed.ts';

/** Tokens of cards, which are as secret as passwords. Takes the need `cards:seal`. */

/** One key for each account: what is moved into another one opens nothing. */
const keyFor = (accountId: string): Buffer => deriveKey(variable('CARD_KEY'), accountId, 'card');

export const sealToken = (accountId: string, token: string): string => seal(keyFor(accountId), token);

/** Throws for a token of another account, and for one that was changed. */
export const openToken = (accountId: string, sealed: string): string => unseal(keyFor(accountId), sealed);
